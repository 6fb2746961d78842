import type { components } from '../contract'
import type { Movement } from '../words/movements'
import type { LadderID } from '../words/tiers'

export type Review = components['schemas']['Review']
export type Totals = NonNullable<Review['totals']>
export type LadderTotals = Totals['ladders'][number]

/** The published reviews that have totals, the latest year first. */
export function published(reviews: readonly Review[]): (Review & { totals: Totals })[] {
  return reviews.filter((r): r is Review & { totals: Totals } => r.state === 'published' && r.totals !== null).sort((a, b) => b.year - a.year)
}

/** The totals of one ladder. */
export const onLadder = (totals: Totals, ladder: LadderID): LadderTotals | undefined => totals.ladders.find((l) => l.ladder === ladder)

/** How many firms moved in one of these ways. */
export const moved = (ladder: LadderTotals | undefined, ...moves: Movement[]): number => moves.reduce((sum, m) => sum + (ladder?.moves[m] ?? 0), 0)

/** How many firms stand on the ladder now, and stood on it before. */
export function standing(ladder: LadderTotals | undefined): { now: number; before: number } {
  return (ladder?.tiers ?? []).reduce((sum, t) => ({ now: sum.now + t.now, before: sum.before + t.before }), { now: 0, before: 0 })
}
