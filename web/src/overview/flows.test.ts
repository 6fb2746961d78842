import { describe, expect, it } from 'vitest'

import { type Flow, pictureOf, streamList, streamWords } from './flows'

const flows: Flow[] = [
  { ladder: 'growth', from: 'tech_sme', to: 'tech_sme', move: 'kept', firms: 200 },
  { ladder: 'growth', from: null, to: 'tech_sme', move: 'entered', firms: 12 },
  { ladder: 'growth', from: 'hnte_above_scale', to: 'gazelle', move: 'promoted', firms: 5 },
  { ladder: 'growth', from: 'tech_sme', to: null, move: 'left', firms: 2 },
  { ladder: 'growth', from: 'tech_sme', to: null, move: 'lapsed', firms: 30 },
  { ladder: 'unicorn', from: 'gazelle', to: 'gazelle', move: 'kept', firms: 9 },
]

describe('the picture of movements', () => {
  it('has the highest tiers on top, and standing nowhere at the bottom', () => {
    const { ends } = pictureOf(flows, 'growth', true)
    expect(ends.map((e) => `${e.id} ${e.firms}`)).toEqual([
      'from:hnte_above_scale 5', 'from:tech_sme 232', 'from:none 12', 'to:gazelle 5', 'to:tech_sme 212', 'to:none 32',
    ])
  })

  it('runs the ways of one pair of tiers together, and is coloured by the most of them', () => {
    const lost = pictureOf(flows, 'growth', true).streams.find((s) => s.from === 'tech_sme' && s.to === null)!
    expect(lost).toEqual({ from: 'tech_sme', to: null, firms: 32, tone: 'down', moves: [{ move: 'lapsed', firms: 30 }, { move: 'left', firms: 2 }] })
    expect(streamWords(lost)).toBe('科技型中小 → 不在线上：32 家（到期失效 30，迁出/注销 2）')
  })

  it('loses no firm: both sides and the streams have the same sum', () => {
    for (const kept of [true, false]) {
      const { ends, streams } = pictureOf(flows, 'growth', kept)
      const sum = (side: 'from' | 'to') => ends.filter((e) => e.side === side).reduce((n, e) => n + e.firms, 0)
      expect(sum('from')).toBe(streams.reduce((n, s) => n + s.firms, 0))
      expect(sum('to')).toBe(sum('from'))
    }
  })

  it('without what stayed where it was has only movements', () => {
    expect(pictureOf(flows, 'growth', false).streams).toHaveLength(3)
    expect(pictureOf(flows, 'unicorn', false)).toEqual({ ends: [], streams: [] })
  })
})

it('a stream leads to the list of its firms', () => {
  expect(streamList({ from: null, to: 'tech_sme' }, 'growth', 2023)).toBe('/firms?year=2023&ladder=growth&tier=tech_sme&from=none')
  expect(streamList({ from: 'tech_sme', to: null }, 'growth', 2023, 'lapsed')).toBe('/firms?year=2023&ladder=growth&tier=none&from=tech_sme&move=lapsed')
})
