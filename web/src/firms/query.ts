import type { operations } from '../contract'
import { movementIDs, type Movement } from '../words/movements'
import { type LadderID, ladderIDs, ladders, type TierID } from '../words/tiers'

type Asked = NonNullable<operations['listFirms']['parameters']['query']>
type Tier = NonNullable<Asked['tier']>
type Sort = NonNullable<Asked['sort']>

/** What the list of firms shows. It stands in the address and nowhere else, so a view can be kept, sent and gone back to. */
export type FirmQuery = {
  q: string
  county: string
  zone: string
  ladder: LadderID | undefined
  tier: Tier | undefined
  move: Movement | undefined
  /** Only firms whose figures the latest published review misses. */
  missing: boolean
  sort: Sort
  page: number
  size: number
}

export const sizes = [20, 50, 100] as const

const sortable = ['code', 'name', 'county', 'industry', 'founded', 'capital'] as const
export type Sortable = (typeof sortable)[number]

const oneOf = <T extends string>(all: readonly T[], text: string | null): T | undefined => all.find((one) => one === text)

const whole = (text: string | null, low: number, high: number, otherwise: number): number =>
  text !== null && /^\d{1,5}$/.test(text) && Number(text) >= low && Number(text) <= high ? Number(text) : otherwise

/** Reads the address; whatever the server would refuse is left out. */
export function readQuery(params: URLSearchParams): FirmQuery {
  const sorts = sortable.flatMap((s) => [s, `-${s}`] as const)
  const given = oneOf(ladderIDs, params.get('ladder'))
  const move = oneOf(movementIDs, params.get('move'))
  const wanted = params.get('tier')
  const ladder = given ?? (wanted !== null ? ladderOf(wanted) : undefined) ?? (move ? 'growth' : undefined)
  const tier = ladder ? oneOf<Tier>([...ladders[ladder].tiers, 'none', 'any'], wanted) : undefined
  const size = whole(params.get('size'), 1, 200, sizes[0])
  return {
    q: (params.get('q') ?? '').trim().slice(0, 60),
    county: /^[0-9]{6}$/.exec(params.get('county') ?? '')?.[0] ?? '',
    zone: /^[A-Z]{2,8}$/.exec(params.get('zone') ?? '')?.[0] ?? '',
    ladder,
    tier,
    move,
    missing: params.get('missing') === 'true',
    sort: oneOf(sorts, params.get('sort')) ?? 'code',
    page: whole(params.get('page'), 1, 10_000, 1),
    size: sizes.some((s) => s === size) ? size : sizes[0],
  }
}

/** The first ladder that has the tier; tiers that are on both are meant on the first. */
function ladderOf(tier: string): LadderID | undefined {
  return ladderIDs.find((l) => (ladders[l].tiers as readonly string[]).includes(tier))
}

/** Writes the address, without what goes without saying. */
export function writeQuery(query: FirmQuery): URLSearchParams {
  const params = new URLSearchParams()
  for (const key of ['q', 'county', 'zone', 'ladder', 'tier', 'move'] as const) if (query[key]) params.set(key, query[key])
  if (query.missing) params.set('missing', 'true')
  if (query.sort !== 'code') params.set('sort', query.sort)
  if (query.page > 1) params.set('page', String(query.page))
  if (query.size !== sizes[0]) params.set('size', String(query.size))
  return params
}

/** What the server is asked. */
export function asked(query: FirmQuery): Asked {
  const { sort, page, size, ...filters } = query
  const given = Object.fromEntries(Object.entries(filters).filter(([, value]) => value))
  return { ...(given as Pick<Asked, 'q' | 'county' | 'zone' | 'ladder' | 'tier' | 'move' | 'missing'>), sort, page, size }
}

/** The query with a filter changed: on its first page, and with filters that belong together kept together. */
export function changed(query: FirmQuery, change: Partial<FirmQuery>): FirmQuery {
  const next = { ...query, page: 1, ...change }
  if ('ladder' in change && !('tier' in change)) {
    const fits = next.ladder && next.tier && (['none', 'any', ...ladders[next.ladder].tiers] as string[]).includes(next.tier)
    if (!fits) next.tier = undefined
    if (!next.ladder) next.move = undefined
  }
  if (next.move && !next.ladder) next.ladder = 'growth'
  return next
}

/** Whether anything narrows the list. */
export const narrowed = (q: FirmQuery): boolean => Boolean(q.q || q.county || q.zone || q.ladder || q.tier || q.move || q.missing)

/** The address of the list of firms with these filters. */
export function firmsAt(filters: Partial<Pick<FirmQuery, 'q' | 'county' | 'zone' | 'ladder' | 'tier' | 'move' | 'missing'>>): string {
  const none: FirmQuery = { q: '', county: '', zone: '', ladder: undefined, tier: undefined, move: undefined, missing: false, sort: 'code', page: 1, size: sizes[0] }
  return `/firms?${writeQuery({ ...none, ...filters }).toString()}`
}

export type { Tier, TierID }
