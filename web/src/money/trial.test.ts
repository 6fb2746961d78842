import { describe, expect, it } from 'vitest'

import { numbersOf, parametersOf, readChange, withChange } from './trial'
import type { Clause } from './types'

type Rule = Parameters<typeof numbersOf>[1]
const metric = (metric: string, label: string, bound: string) => ({ type: 'metric' as const, label, note: '', cite: null, parts: [], metric, bound })
const group = (type: 'all' | 'any' | 'criteria', ...parts: unknown[]) => ({ type, label: '', note: '', cite: null, parts }) as unknown as Rule & { type: string }

describe('the numbers of a tier', () => {
  it('a metric that stands once needs no label', () => {
    expect(numbersOf('gazelle', group('all', metric('revenue_cagr_3y', '营业收入三年复合增长率', '20%')))).toEqual([{ path: 'tier/gazelle/revenue_cagr_3y', name: '营业收入三年复合增长率', was: '20%' }])
  })
  it('a metric that stands twice is told by its label', () => {
    const tree = group('all', metric('age_years', '成立年限', '15 年'), group('any', metric('age_years', '成立年限(十年十亿)', '10 年')))
    expect(numbersOf('gazelle', tree).map((n) => n.path)).toEqual(['tier/gazelle/age_years/成立年限', 'tier/gazelle/age_years/成立年限(十年十亿)'])
  })
  it('conditions that tiers share are not theirs', () => expect(numbersOf('hnte_above_scale', group('all', group('criteria', metric('x', 'x', '1'))))).toEqual([]))
  it('a bound in bands has a number for each', () => {
    const banded = { ...metric('rd_share', '研发费用占比', ''), bands: [{ text: '小于 5,000 万元', bound: '5%', points: '', history: [] }, { text: '其余', bound: '3%', points: '', history: [] }] }
    expect(numbersOf('t', group('all', banded)).map((n) => [n.path, n.was])).toEqual([['tier/t/rd_share/1', '5%'], ['tier/t/rd_share/2', '3%']])
  })
})

const clause = (change: Partial<Clause>): Clause =>
  ({ clause: '5-b', kind: 'fixed', amounts: [{ kind: '', kind_name: '', level: '', text: '5 万元', history: [] }], readings: [], ...change }) as unknown as Clause
const amount = (text: string, kind = '', level = '') => ({ kind, kind_name: kind, level, text, history: [] })

describe('the parameters of a clause', () => {
  it.each([
    ['a fixed amount', clause({}), [['clause/5-b/fixed', '5 万元']]],
    ['a range has two', clause({ clause: '5-a', kind: 'range', amounts: [amount('3 万元—5 万元')] }), [['clause/5-a/low', '3 万元'], ['clause/5-a/high', '5 万元']]],
    ['a ceiling', clause({ clause: '1-a', kind: 'ceiling', amounts: [amount('不超过 1,000 万元')] }), [['clause/1-a/ceiling', '1000 万元']]],
    ['a rate', clause({ clause: '4-a', kind: 'percentage', amounts: [amount('2%')] }), [['clause/4-a/rate', '2%']]],
    ['amounts by kind and level', clause({ clause: '5-e', amounts: [amount('50 万元', 'incubator', '国家级'), amount('20 万元', 'incubator', '省级')] }), [['clause/5-e/fixed/incubator/国家级', '50 万元'], ['clause/5-e/fixed/incubator/省级', '20 万元']]],
  ])('%s', (_, c, expected) => expect(parametersOf(c).map((p) => [p.path, p.was])).toEqual(expected))

  it('a reading with a parameter can be tried', () => {
    const c = clause({ readings: [{ id: 'A9', question: '怎样算“连续”', taken: '', others: '', key: 'clause/5-b/tolerance' }, { id: 'A6', question: '', taken: '', others: '', key: '' }] })
    expect(parametersOf(c).map((p) => p.path)).toEqual(['clause/5-b/fixed', 'clause/5-b/tolerance'])
  })
})

it('a typed change has a path and a value', () => {
  expect(readChange(' clause/5-b/fixed = 8 万元 ')).toEqual({ path: 'clause/5-b/fixed', value: '8 万元' })
  for (const text of ['', 'clause/5-b/fixed', 'clause/5-b/fixed=', '=8', 'x/5-b=8']) expect(readChange(text)).toHaveProperty('fault')
})

it('a path is changed once', () => {
  expect(withChange([{ path: 'a', value: '1' }, { path: 'b', value: '2' }], { path: 'a', value: '3' })).toEqual([{ path: 'b', value: '2' }, { path: 'a', value: '3' }])
})
