import { expect, it } from 'vitest'

import { byCounty, forecastRows, outsideOf } from './budget'
import type { Budget } from './types'

const county = (county: string, n: number) => ({ county, name: county || '不详', low: n, high: 2 * n, settled: n, approved: 0, paid: 0 })
const clause = (id: string, counties: ReturnType<typeof county>[]): Budget['clauses'][number] => ({ clause: id, name: id, low: 0, high: 0, settled: 0, approved: 0, paid: 0, counties })
const cast = (id: string) => ({ clause: id, name: id, low: 1, high: 2, lines: 3, outside: false, assumption: '同上年' })

it('counties add up over the clauses, and those without a county come last', () => {
  expect(byCounty([clause('4-a', [county('', 1), county('530103', 2)]), clause('5-b', [county('530102', 4), county('530103', 8)])]).map((r) => [r.county, r.low, r.high])).toEqual([
    ['530102', 4, 8],
    ['530103', 10, 20],
    ['', 1, 2],
  ])
})

it('what only a later year has is forecast all the same, what no year forecasts is not', () => {
  const rows = forecastRows({ clauses: [clause('4-a', []), clause('1-a', [])], forecast: [{ year: 2024, clauses: [cast('4-a')], total: { low: 1, high: 2, lines: 3 } }, { year: 2025, clauses: [cast('5-a')], total: { low: 1, high: 2, lines: 3 } }] })
  expect(rows.map((r) => [r.clause, r.now !== undefined, r.years.map(Boolean)])).toEqual([
    ['4-a', true, [true, false]],
    ['5-a', false, [false, true]],
  ])
})

it('only what lies outside is outside, and what has no basis adds none', () => {
  expect(outsideOf([cast('4-a'), { ...cast('4-b'), outside: true }, { ...cast('5-a'), outside: true, high: null }])).toBe(2)
})
