import { expect, it } from 'vitest'

import { moved, onLadder, type Overview, standing } from './totals'

const overview = {
  ladders: [
    {
      ladder: 'growth', name: '', none: 1, carried: 0, moves: { entered: 2, lapsed: 1 },
      tiers: [
        { tier: 'tech_sme', name: '', short: '', now: 2, before: 5, carried: 0, ready: 0 },
        { tier: 'gazelle', name: '', short: '', now: 1, before: 0, carried: 0, ready: 0 },
      ],
    },
  ],
} as unknown as Overview

it('movements and standings are summed, and are none on a ladder that is not there', () => {
  const growth = onLadder(overview, 'growth')
  expect(moved(growth, 'entered', 'promoted', 'lapsed')).toBe(3)
  expect(standing(growth)).toEqual({ now: 3, before: 5 })
  expect(moved(onLadder(overview, 'unicorn'), 'entered')).toBe(0)
  expect(standing(undefined)).toEqual({ now: 0, before: 0 })
})
