import { firmsAt } from '../firms/query'
import { count } from '../format/money'
import { type Movement, movements, type Tone } from '../words/movements'
import { type LadderID, ladders, type TierID, tiers } from '../words/tiers'
import type { Overview } from './totals'

export type Flow = Overview['flows'][number]

/** How many firms went from one tier to another, in whatever ways. */
export type Stream = { from: TierID | null; to: TierID | null; firms: number; moves: { move: Movement; firms: number }[]; tone: Tone }

/** The end of a stream: a tier before or now. */
export type End = { id: string; side: 'from' | 'to'; tier: TierID | null; firms: number }

/** What moving between the tiers of a ladder looks like as a picture. */
export type FlowPicture = { ends: End[]; streams: Stream[] }

/** A tier of a year, as the picture names it. */
export const endID = (side: End['side'], tier: TierID | null) => `${side}:${tier ?? 'none'}`

/** The name of a tier, or of standing on none. */
export const tierName = (tier: TierID | null) => (tier === null ? '不在线上' : tiers[tier].short)

/** Streams of a ladder with their ends, the highest tier first on both sides. Ways of one pair of tiers run together; without `kept` only what moved is left. */
export function pictureOf(flows: readonly Flow[], ladder: LadderID, kept: boolean): FlowPicture {
  const streams: Stream[] = []
  for (const f of flows) {
    if (f.ladder !== ladder || (!kept && f.from === f.to)) continue
    const known = streams.find((s) => s.from === f.from && s.to === f.to)
    const stream = known ?? { from: f.from, to: f.to, firms: 0, moves: [], tone: 'same' as Tone }
    stream.firms += f.firms
    stream.moves.push({ move: f.move, firms: f.firms })
    if (!known) streams.push(stream)
  }
  for (const s of streams) {
    s.moves.sort((a, b) => b.firms - a.firms)
    s.tone = movements[s.moves[0]!.move].tone
  }
  const order: (TierID | null)[] = [...[...ladders[ladder].tiers].reverse(), null]
  const place = (tier: TierID | null) => order.indexOf(tier)
  streams.sort((a, b) => place(a.from) - place(b.from) || place(a.to) - place(b.to))
  const ends = (['from', 'to'] as const).flatMap((side) =>
    order
      .map((tier) => ({ id: endID(side, tier), side, tier, firms: streams.reduce((sum, s) => sum + (s[side] === tier ? s.firms : 0), 0) }))
      .filter((end) => end.firms > 0),
  )
  return { ends, streams }
}

/** How high the picture is, in pixels: room for the labels of the longer side. */
export const heightOf = ({ ends }: FlowPicture) => Math.max(200, 46 * Math.max(...(['from', 'to'] as const).map((side) => ends.filter((e) => e.side === side).length)))

/** What a stream is, in words: 规上高企 → 瞪羚：12 家（晋级 12）. */
export function streamWords(s: Stream): string {
  return `${tierName(s.from)} → ${tierName(s.to)}：${count(s.firms)} 家（${s.moves.map((m) => `${movements[m.move].name} ${count(m.firms)}`).join('，')}）`
}

/** The list of the firms of a stream, or of one of its ways. */
export const streamList = (s: Pick<Stream, 'from' | 'to'>, ladder: LadderID, year: number, move?: Movement) =>
  firmsAt({ year, ladder, from: s.from ?? 'none', tier: s.to ?? 'none', ...(move ? { move } : {}) })
