import { expect, it } from 'vitest'

import { at, mostOf, onAny, shadeOf } from './heat'
import type { Place } from './totals'

it.each([
  [0, 10, 0], [1, 10, 1], [2, 10, 1], [3, 10, 2], [9, 10, 5], [10, 10, 5], [1, 1000, 1], [1, 1, 5], [0, 0, 0],
] as const)('%i of at most %i has shade %i', (value, most, shade) => expect(shadeOf(value, most)).toBe(shade))

const place = (id: string, ...tiers: Place['tiers']): Place => ({ kind: 'county', id, name: id, core: false, present: 9, tiers })
const places = [
  place('a', { ladder: 'growth', tier: 'gazelle', now: 3, before: 1 }, { ladder: 'unicorn', tier: 'gazelle', now: 7, before: 7 }, { ladder: 'growth', tier: 'tech_sme', now: 5, before: 6 }),
  place('b', { ladder: 'growth', tier: 'gazelle', now: 4, before: 9 }),
]

it('a tier that is on both ladders is told apart', () => {
  expect(at(places[0]!, 'unicorn', 'gazelle')).toMatchObject({ now: 7 })
  expect(mostOf(places, 'growth', 'gazelle')).toBe(4)
  expect(onAny(places[0]!, 'growth')).toEqual({ now: 8, before: 7 })
})

it('where nothing is said there is nobody', () => {
  expect(at(places[1]!, 'growth', 'unicorn')).toEqual({ now: 0, before: 0 })
  expect(mostOf([], 'growth', 'unicorn')).toBe(0)
})
