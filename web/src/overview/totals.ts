import type { components } from '../contract'
import type { Movement } from '../words/movements'
import type { LadderID } from '../words/tiers'

export type Overview = components['schemas']['Overview']
export type LadderTotals = Overview['ladders'][number]
export type Place = Overview['places'][number]

/** The movements on a ladder, of an overview or of a review. */
export type Moving = { ladder: LadderID; moves: Partial<Record<string, number>> }

/** The totals of one ladder. */
export const onLadder = (overview: Overview, ladder: LadderID): LadderTotals | undefined => overview.ladders.find((l) => l.ladder === ladder)

/** How many firms moved in one of these ways. */
export const moved = (ladder: Pick<Moving, 'moves'> | undefined, ...moves: Movement[]): number => moves.reduce((sum, m) => sum + (ladder?.moves[m] ?? 0), 0)

/** How many firms stand on the ladder now, and stood on it before. */
export function standing(ladder: LadderTotals | undefined): { now: number; before: number } {
  return (ladder?.tiers ?? []).reduce((sum, t) => ({ now: sum.now + t.now, before: sum.before + t.before }), { now: 0, before: 0 })
}
