import { expect, it } from 'vitest'

import { expiry, mayHave, scopesOf } from './scopes'

it('a token ends with its last day in Shanghai, and never after a year', () => {
  expect(expiry(1, Date.parse('2026-11-22T15:59:59Z'))).toBe('2026-11-22T23:59:59+08:00')
  expect(expiry(1, Date.parse('2026-11-22T16:00:00Z'))).toBe('2026-11-23T23:59:59+08:00')
  const now = Date.parse('2026-11-22T16:00:00Z')
  expect(Date.parse(expiry(365, now)) - now).toBeLessThan(366 * 86_400_000)
})

it('nobody is offered what the role may not', () => {
  expect(scopesOf('leadership')).toEqual(['read'])
  expect(scopesOf('county')).toEqual(['read', 'filings'])
  expect(mayHave('admin')).toBe(false)
  expect(mayHave('auditor')).toBe(false)
})
