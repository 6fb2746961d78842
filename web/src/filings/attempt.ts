/**
 * The Idempotency-Key of an attempt: the same for the same content, so that trying again after a lost answer does not
 * file twice, and another one as soon as anything of it has changed.
 */
export function attempts(make: () => string = newKey): { keyFor: (...content: unknown[]) => string; done: () => void } {
  let last: { content: unknown[]; key: string } | undefined
  return {
    keyFor(...content) {
      const same = last && last.content.length === content.length && last.content.every((part, i) => Object.is(part, content[i]))
      if (!last || !same) last = { content, key: make() }
      return last.key
    },
    done() {
      last = undefined
    },
  }
}

/** A key of its own. randomUUID is for https only, and offices have http on their intranets. */
export function newKey(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (b) => b.toString(16).padStart(2, '0')).join('')
}
