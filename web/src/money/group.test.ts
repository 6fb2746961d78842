import { expect, it } from 'vitest'

import { batchable, crossOf, groupsOf, lacking, measured, openLines, settleable, sumOf } from './group'
import type { Line, Sums } from './types'

const line = (change: Partial<Line>): Line => ({
  review: '2023-1', clause: '5-b', payee: '91530100MA6K00001X', year: 2023, item: '', name: '甲公司', county: '530102', low: 5_000_000, high: 5_000_000, basis: null, beside: null,
  state: 'owed', ground: '', reason: '', notes: [], outside: false, settlement: null, paid_outside: 0, before: '', evidence: [], ...change,
})
const sums = (change: Partial<Sums>): Sums => ({
  lines: 0, low: 0, high: 0, beside: 0, pending: 0, suspended: 0, outside: 0, held_low: 0, held_high: 0, settled_lines: 0, settled: 0, approved: 0, paid: 0, paid_outside: 0, ...change,
})
const settlement: Line['settlement'] = { id: '2023-00001', state: 'settled', amount: 5_000_000, paid: 0, public_until: '', version: 1 }

it('both ends are summed, and what has no amount adds none', () => {
  expect(sumOf([line({}), line({ low: 0, high: 20_000_000 }), line({ low: null, high: null })])).toEqual({ lines: 3, low: 5_000_000, high: 25_000_000 })
})

it('payees come with the largest sum first, clauses as the book has them', () => {
  const lines = [line({ clause: '4-a', payee: 'B', name: '乙', high: 1, low: 1 }), line({ clause: '4-c', payee: 'A', name: '甲' }), line({ clause: '5-b', payee: 'B', name: '乙', low: 9_000_000, high: 9_000_000 })]
  expect(groupsOf(lines, 'payee', () => '').map((g) => [g.title, g.lines.length])).toEqual([['乙', 2], ['甲', 1]])
  expect(groupsOf(lines, 'clause', (c) => (c === '4-a' ? '规上高企' : '')).map((g) => g.title)).toEqual(['4-a 规上高企', '4-c', '5-b'])
})

it.each([
  ['owed and nobody has settled it', line({}), true, true],
  ['a range is settled one by one', line({ low: 3_000_000 }), true, false],
  ['pending', line({ state: 'pending', low: null, high: null }), false, false],
  ['suspended', line({ state: 'suspended' }), false, false],
  ['outside the years of the clause', line({ outside: true }), false, false],
  ['settled already', line({ settlement }), false, false],
  ['an amount of nothing', line({ low: 0, high: 0 }), true, false],
])('%s', (_, l, alone, together) => expect([settleable(l), batchable(l)]).toEqual([alone, together]))

it('only evidence that the records do not show is lacking', () => {
  expect(lacking(line({ evidence: [{ name: '证书', held: true, how: '编号' }, { name: '任务书', held: false, how: '' }] }))).toEqual(['任务书'])
})

it('counties without a line have no column, and a cell without lines is empty', () => {
  const cross = crossOf({
    clauses: [{ clause: '4-a', name: '', cite: '', sums: sums({ lines: 1 }) }],
    counties: [{ county: '530102', name: '五华区', sums: sums({ lines: 1 }) }, { county: '530103', name: '盘龙区', sums: sums({}) }],
    cells: [{ clause: '4-a', county: '530102', sums: sums({ lines: 1, low: 3, high: 5 }) }],
  })
  expect(cross.counties.map((c) => c.name)).toEqual(['五华区'])
  expect(cross.cell('4-a', '530102')?.high).toBe(5)
  expect(cross.cell('4-b', '530102')).toBeUndefined()
})

it('what was paid before the ledger counts as paid', () => expect(measured(sums({ paid: 3, paid_outside: 4 }), 'paid')).toEqual([7, 7]))
it('open lines are owed, inside, and not settled', () => expect(openLines(sums({ lines: 10, pending: 2, suspended: 1, outside: 1, settled_lines: 3 }))).toBe(3))
