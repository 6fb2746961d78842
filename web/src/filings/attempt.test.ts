import { describe, expect, it } from 'vitest'

import { attempts, newKey } from './attempt'

describe('the key of an attempt', () => {
  it('stays while the same content is sent again and changes with it', () => {
    let n = 0
    const { keyFor, done } = attempts(() => `key-${++n}`)
    const file = new Blob(['a'])
    expect(keyFor('firms', undefined, file)).toBe('key-1')
    expect(keyFor('firms', undefined, file)).toBe('key-1')
    expect(keyFor('firms', 2023, file)).toBe('key-2')
    expect(keyFor('firms', 2023, new Blob(['a']))).toBe('key-3')
    done()
    expect(keyFor('firms', 2023)).toBe('key-4')
  })

  it('is what the contract takes, and not the same twice', () => {
    expect(newKey()).toMatch(/^[\x21-\x7e]{8,100}$/)
    expect(newKey()).not.toBe(newKey())
  })
})
