import { expect, it } from 'vitest'

import { moved, onLadder, published, type Review, standing, type Totals } from './totals'

const totals: Totals = {
  firms: 3, present: 3, absent: 0, missing: 0, deleted: 0, tiers: [],
  ladders: [{ ladder: 'growth', none: 1, carried: 0, pending: 0, moves: { entered: 2, lapsed: 1 }, tiers: [{ tier: 'tech_sme', now: 2, before: 5, carried: 0 }, { tier: 'gazelle', now: 1, before: 0, carried: 0 }] }],
}
const review = (year: number, state: Review['state'], t: Totals | null = totals) => ({ id: `${year}-1`, year, state, totals: t }) as Review

it('only what is published is shown, the latest year first', () => {
  expect(published([review(2022, 'published'), review(2024, 'draft'), review(2023, 'published'), review(2021, 'superseded')]).map((r) => r.year)).toEqual([2023, 2022])
  expect(published([review(2023, 'published', null)])).toEqual([])
})

it('movements and standings are summed, and are none on a ladder that is not there', () => {
  const growth = onLadder(totals, 'growth')
  expect(moved(growth, 'entered', 'promoted', 'lapsed')).toBe(3)
  expect(standing(growth)).toEqual({ now: 3, before: 5 })
  expect(moved(onLadder(totals, 'unicorn'), 'entered')).toBe(0)
  expect(standing(undefined)).toEqual({ now: 0, before: 0 })
})
