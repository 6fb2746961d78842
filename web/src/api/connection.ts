/** Whether the server can be reached. While it cannot, it is asked again every few seconds. */
export class Connection {
  #lost = false
  #timer: ReturnType<typeof setTimeout> | undefined
  #listeners = new Set<() => void>()
  readonly #probe: () => Promise<boolean>
  readonly #pause: number

  constructor(probe: () => Promise<boolean>, pause: number) {
    this.#probe = probe
    this.#pause = pause
  }

  lost = (): boolean => this.#lost

  subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  /** A request found the server gone. */
  broke() {
    if (this.#lost) return
    this.#set(true)
    this.#later()
  }

  /** A request was answered, whatever the answer. */
  works() {
    if (!this.#lost) return
    clearTimeout(this.#timer)
    this.#set(false)
  }

  /** Asks now. */
  async retry() {
    clearTimeout(this.#timer)
    if (await this.#probe()) this.works()
    else if (this.#lost) this.#later()
  }

  #later() {
    this.#timer = setTimeout(() => void this.retry(), this.#pause)
  }

  #set(lost: boolean) {
    this.#lost = lost
    for (const listener of this.#listeners) listener()
  }
}

/** Any answer of our server will do, also that it is not ready; what stands between may answer 502 to 504. */
async function probe(): Promise<boolean> {
  try {
    const answer = await fetch('/healthz', { cache: 'no-store' })
    return answer.status < 502 || answer.status > 504
  } catch {
    return false
  }
}

export const connection = new Connection(probe, 5000)
