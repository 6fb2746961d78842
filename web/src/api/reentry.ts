/**
 * Signing in again without leaving the page. A request that the server refuses because the session has ended waits
 * here while the dialog asks for the password, and is sent again when somebody has signed in: nothing that was filled
 * in is lost.
 */
export class Reentry {
  #waiting: { promise: Promise<void>; resolve: () => void; reject: (why: unknown) => void } | undefined
  #listeners = new Set<() => void>()

  /** Whether somebody is asked to sign in. */
  asked = (): boolean => this.#waiting !== undefined

  /** Tells `listener` when asked() changes, until the returned function is called. */
  subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  /** Asks, if nobody is being asked yet; resolves when somebody has signed in and rejects with `why` when they gave up. */
  ask(): Promise<void> {
    if (!this.#waiting) {
      let resolve!: () => void
      let reject!: (why: unknown) => void
      const promise = new Promise<void>((yes, no) => {
        resolve = yes
        reject = no
      })
      this.#waiting = { promise, resolve, reject }
      this.#tell()
    }
    return this.#waiting.promise
  }

  /** Somebody has signed in. */
  done() {
    const waiting = this.#end()
    waiting?.resolve()
  }

  /** Nobody will. */
  giveUp(why: unknown) {
    const waiting = this.#end()
    waiting?.reject(why)
  }

  #end() {
    const waiting = this.#waiting
    this.#waiting = undefined
    this.#tell()
    return waiting
  }

  #tell() {
    for (const listener of this.#listeners) listener()
  }
}

export const reentry = new Reentry()
