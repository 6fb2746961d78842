import type { LadderID, TierID } from '../words/tiers'
import type { Place } from './totals'

/** How dark a cell is: 0 for no firm, then 1 to 5. Lightness alone tells them apart, so that no colour need be seen. */
export type Shade = 0 | 1 | 2 | 3 | 4 | 5

/** The shade of a number beside the largest of its column: fifths of it, whatever is not zero at least 1. */
export function shadeOf(value: number, most: number): Shade {
  if (value <= 0 || most <= 0) return 0
  return Math.min(5, Math.ceil((5 * value) / most)) as Shade
}

/** What a place has on a tier. */
export const at = (place: Place, ladder: LadderID, tier: TierID): { now: number; before: number } =>
  place.tiers.find((t) => t.ladder === ladder && t.tier === tier) ?? { now: 0, before: 0 }

/** The most firms that any of the places has on a tier. */
export const mostOf = (places: readonly Place[], ladder: LadderID, tier: TierID): number => Math.max(0, ...places.map((p) => at(p, ladder, tier).now))

/** How many firms of a place stand on a ladder. */
export const onAny = (place: Place, ladder: LadderID): { now: number; before: number } =>
  place.tiers.filter((t) => t.ladder === ladder).reduce((sum, t) => ({ now: sum.now + t.now, before: sum.before + t.before }), { now: 0, before: 0 })
