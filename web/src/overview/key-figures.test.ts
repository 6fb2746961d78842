import { expect, it } from 'vitest'

import { firmsAt } from '../firms/query'
import { figuresOf, share } from './key-figures'
import type { Overview } from './totals'

const overview = {
  year: 2023, previous: '2022-1', firms: 12, present: 10,
  ladders: [
    { ladder: 'growth', moves: { entered: 2 }, tiers: [{ tier: 'tech_sme', now: 5, before: 4 }, { tier: 'gazelle', now: 1, before: 0 }] },
    { ladder: 'unicorn', moves: {}, tiers: [{ tier: 'gazelle', now: 1, before: 1 }] },
  ],
  completeness: { present: 10, complete: 7, missing: [] },
} as unknown as Overview

it('each figure is the number of the list that it leads to, in the words of the contract', () => {
  expect(figuresOf(overview).map((f) => `${f.name} ${f.value} ${firmsAt(f.query)}`)).toEqual([
    '在册企业 10 /firms?year=2023&present=true',
    '在梯次培育线上 6 /firms?year=2023&ladder=growth&tier=any',
    '新进 2 /firms?year=2023&ladder=growth&move=entered',
    '晋级 0 /firms?year=2023&ladder=growth&move=promoted',
    '到期失效 0 /firms?year=2023&ladder=growth&move=lapsed',
    '在独角兽培育线上 1 /firms?year=2023&ladder=unicorn&tier=any',
    '数据待补 3 /firms?year=2023&missing=true',
  ])
})

it('a first year is compared with nothing', () => {
  const first = figuresOf({ ...overview, previous: null })
  expect(figuresOf(overview)[1]!.note).toBe('较上年 +2')
  expect(first[1]!.note).toBe('首次评价')
  expect(first.map((f) => f.name)).toEqual(['在册企业', '在梯次培育线上', '在独角兽培育线上', '数据待补'])
})

it.each([[0, 0, '没有在册企业'], [0, 9, '齐全 0%'], [1, 900, '齐全 1%'], [899, 900, '齐全 99%'], [9, 9, '齐全 100%']])('%i of %i is %s', (part, whole, text) => expect(share(part, whole)).toBe(text))

it('what is not asked is not written', () => expect(firmsAt({ year: 2023, county: '', move: undefined })).toBe('/firms?year=2023'))
