import { expect, it } from 'vitest'

import { expiryRows, following, monthsFrom } from './expiry'

const expiry = (month: string, kind: string, firms: number) => ({ month, from: `${month}-01`, by: `${month}-28`, kind, name: kind, firms })

it('a year is turned', () => {
  expect(following('2026-11')).toBe('2026-12')
  expect(following('2026-12')).toBe('2027-01')
})

it('there are twelve months from today on, with or without titles that end', () => {
  expect(monthsFrom('2026-11-22', [])).toHaveLength(12)
  expect(monthsFrom('2026-11-22', [expiry('2026-11', 'hnte', 1), expiry('2027-11', 'hnte', 2)])).toEqual([
    '2026-11', '2026-12', '2027-01', '2027-02', '2027-03', '2027-04', '2027-05', '2027-06', '2027-07', '2027-08', '2027-09', '2027-10', '2027-11',
  ])
})

it('kinds are rows, the one with the most first', () => {
  const months = monthsFrom('2026-11-22', [])
  const rows = expiryRows([expiry('2026-12', 'gazelle', 2), expiry('2026-11', 'hnte', 1), expiry('2027-01', 'hnte', 4)], months)
  expect(rows.map((r) => `${r.kind} ${r.firms}`)).toEqual(['hnte 5', 'gazelle 2'])
  expect(rows[0]!.cells.map((c) => c?.firms ?? 0)).toEqual([1, 0, 4, 0, 0, 0, 0, 0, 0, 0, 0, 0])
})
