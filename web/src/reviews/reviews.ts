import { api, queries } from '../api/client'
import type { components } from '../contract'

export type Review = components['schemas']['Review']
export type Totals = NonNullable<Review['totals']>
export type Judged = Review & { totals: Totals }

/** How often a review that runs is asked for, in ms. */
const pace = 1500

/** All reviews; asked again as long as one of them runs. */
export const useReviews = () =>
  api.useQuery('get', '/api/v1/reviews', undefined, {
    refetchInterval: (q) => (q.state.data?.items.some((r) => r.state === 'running') ? 2 * pace : false),
  })

/** One review, with its progress while it runs and with what has become outdated in it. */
export const useReview = (id: string) =>
  api.useQuery('get', '/api/v1/reviews/{id}', { params: { path: { id } } }, { staleTime: 0, refetchInterval: (q) => (q.state.data?.state === 'running' ? pace : false) })

/** After a review has changed, everything that is taken from reviews is read again: lists, positions, reports. */
export const reviewChanged = () => void queries.invalidateQueries({ predicate: (q) => !String(q.queryKey[1]).startsWith('/api/v1/session') })

/** The address of a review. */
export const reviewAt = (id: string) => `/reviews/${encodeURIComponent(id)}`

/** How far a review is, in whole percent; 100 only when every firm is done. */
export const percent = (r: Pick<Review, 'done' | 'firms'>): number => (r.firms === 0 ? 0 : Math.floor((100 * Math.min(r.done, r.firms)) / r.firms))

/** The review whose positions 企业库 shows: the published one of the latest year. */
export const current = (all: readonly Review[]): Review | undefined => all.filter((r) => r.state === 'published').sort((a, b) => b.year - a.year)[0]

/** The published review of the year that publishing `r` would supersede. */
export const supersededBy = (r: Review, all: readonly Review[]): Review | undefined => all.find((o) => o.year === r.year && o.state === 'published' && o.id !== r.id)

/** Whether another review than `r` was compared with is now the one before it: then the server does not publish it. */
export function stale(r: Review, all: readonly Review[]): boolean {
  const before = all.filter((o) => o.state === 'published' && o.year < r.year).sort((a, b) => b.year - a.year)[0]
  return (before?.id ?? '') !== r.previous
}

/** The other drafts of the year, which are discarded with the publishing of `r`. */
export const otherDrafts = (r: Review, all: readonly Review[]): string[] => all.filter((o) => o.year === r.year && o.state === 'draft' && o.id !== r.id).map((o) => o.id)

/** What a review can be compared with: other reviews of its year that have totals, the latest first. */
export const comparable = (r: Review, all: readonly Review[]): Judged[] =>
  all.filter((o): o is Judged => o.year === r.year && o.id !== r.id && o.totals !== null).sort((a, b) => Date.parse(b.started_at) - Date.parse(a.started_at))

/** The years that can be judged, the latest first: those that are over, from the first that the measures know. */
export function judgeable(today: string): number[] {
  const last = Number(today.slice(0, 4)) - 1
  return Array.from({ length: Math.max(0, last - 2019 + 1) }, (_, i) => last - i)
}

/** What publishing does, in the words in which it is confirmed. */
export function consequences(r: Review, all: readonly Review[]): string[] {
  const old = supersededBy(r, all)
  const shown = current(all)
  const latest = !shown || shown.year <= r.year
  const later = all.filter((o) => o.year > r.year && o.state === 'published').map((o) => o.id)
  const drafts = otherDrafts(r, all)
  return [
    old ? `${r.year} 年先前发布的 ${old.id} 转为“已被取代”，仍可查看，但不再用于报表。` : `${r.year} 年此前没有发布过评价，本次是第一次。`,
    ...(drafts.length > 0 ? [`同年度的其他草稿 ${drafts.join('、')} 作废。`] : []),
    `此后 ${r.year} 年的报表和总览都出自 ${r.id}。`,
    latest ? '企业库和企业画像中的所在梯级、变动改为本次的结果。' : `企业库中的所在梯级仍取自 ${shown.year} 年的评价，不受影响。`,
    ...(later.length > 0 ? [`较晚年度已发布的 ${later.join('、')} 的变动是对照先前结果得出的，发布后应重新评价。`] : []),
    '发布不能撤销；需要更正时，只能重新评价并再次发布。',
  ]
}
