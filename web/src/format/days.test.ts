import { describe, expect, it } from 'vitest'

import { dayOf, daysBetween, moment, termOn } from './days'

describe('days', () => {
  it('are counted over leap days and years', () => {
    expect(daysBetween('2024-02-28', '2024-03-01')).toBe(2)
    expect(daysBetween('2023-02-28', '2023-03-01')).toBe(1)
    expect(daysBetween('2023-12-31', '2023-12-31')).toBe(0)
    expect(daysBetween('2024-01-01', '2023-12-31')).toBe(-1)
  })

  it('of an instant are those of Shanghai', () => {
    expect(moment('2026-11-22T16:27:12.719Z')).toBe('2026-11-23 00:27')
    expect(dayOf('2023-12-31T15:59:59Z')).toBe('2023-12-31')
    expect(dayOf('2023-12-31T16:00:00Z')).toBe('2024-01-01')
  })
})

describe('the term of a title', () => {
  const title = { ends: '2023-12-31', revoked: '' }

  it('includes its last day', () => {
    expect(termOn('2023-12-31', title)).toEqual({ state: 'ending', days: 0 })
    expect(termOn('2024-01-01', title)).toEqual({ state: 'ended', days: 1 })
  })

  it('is ending in its last 365 days', () => {
    expect(termOn('2022-12-31', title).state).toBe('ending')
    expect(termOn('2022-12-30', title).state).toBe('valid')
  })

  it('is over from the day of the revocation, and not before', () => {
    const revoked = { ends: '2025-12-31', revoked: '2023-06-01' }
    expect(termOn('2023-05-31', revoked).state).toBe('valid')
    expect(termOn('2023-06-01', revoked)).toEqual({ state: 'revoked', days: 0 })
    expect(termOn('2026-01-01', revoked).state).toBe('revoked')
  })

  it('without an end lasts', () => {
    expect(termOn('2099-01-01', { ends: '', revoked: '' }).state).toBe('open')
  })
})
