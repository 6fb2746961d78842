import type { operations } from '../contract'
import { movementIDs, type Movement } from '../words/movements'
import { type LadderID, ladderIDs, ladders, type TierID, tiers } from '../words/tiers'

type Asked = NonNullable<operations['listFirms']['parameters']['query']>
type Tier = NonNullable<Asked['tier']>
type Sort = NonNullable<Asked['sort']>

/** What the list of firms shows. It stands in the address and nowhere else, so a view can be kept, sent and gone back to. */
export type FirmQuery = {
  /** The year whose published review tiers, movements and missing figures are taken from; undefined for the latest. */
  year: number | undefined
  q: string
  county: string
  zone: string
  /** A section of GB/T 4754 (I) or the beginning of an industry's code (65). */
  industry: string
  state: string
  incubator: string
  ladder: LadderID | undefined
  tier: Tier | undefined
  /** The tier at the review before. */
  from: Tier | undefined
  move: Movement | undefined
  /** Could file for this tier and has not. */
  ready: TierID | undefined
  present: boolean | undefined
  /** Whether figures that the review needs are missing. */
  missing: boolean | undefined
  missing_metric: string
  missing_year: number | undefined
  /** A kind of titles that end from expires_from to expires_by; without days, within the next 90. */
  expiring: string
  expires_from: string
  expires_by: string
  sort: Sort
  page: number
  size: number
}

/** What narrows the list. */
export type Filters = Partial<Omit<FirmQuery, 'sort' | 'page' | 'size'>>

export const sizes = [20, 50, 100] as const

const sortable = ['code', 'name', 'county', 'industry', 'founded', 'capital', 'growth', 'unicorn', 'updated_at'] as const
export type Sortable = (typeof sortable)[number]
const sorts = sortable.flatMap((s) => [s, `-${s}`] as const)

/** Filters that are text, with what the server takes. */
const texts = {
  county: /^[0-9]{6}$/,
  zone: /^[A-Z]{2,8}$/,
  industry: /^([A-T]|[0-9]{1,4})$/,
  state: /^.{1,20}$/,
  incubator: /^.{1,120}$/,
  missing_metric: /^[a-z0-9_]{1,40}$/,
  expiring: /^[a-z0-9_]{1,40}$/,
  expires_from: /^\d{4}-\d{2}-\d{2}$/,
  expires_by: /^\d{4}-\d{2}-\d{2}$/,
}
type Text = keyof typeof texts

/** The filters in the order in which they stand in an address. */
const filterKeys = ['year', 'q', 'county', 'zone', 'industry', 'state', 'incubator', 'ladder', 'tier', 'from', 'move', 'ready', 'present', 'missing', 'missing_metric', 'missing_year', 'expiring', 'expires_from', 'expires_by'] as const satisfies readonly (keyof Filters)[]

const oneOf = <T extends string>(all: readonly T[], text: string | null): T | undefined => all.find((one) => one === text)

const whole = (text: string | null, low: number, high: number): number | undefined =>
  text !== null && /^\d{1,5}$/.test(text) && Number(text) >= low && Number(text) <= high ? Number(text) : undefined

const flag = (text: string | null): boolean | undefined => (text === 'true' ? true : text === 'false' ? false : undefined)

/** Reads the address; whatever the server would refuse is left out. */
export function readQuery(params: URLSearchParams): FirmQuery {
  const text = (key: Text) => texts[key].exec((params.get(key) ?? '').trim())?.[0] ?? ''
  const given = oneOf(ladderIDs, params.get('ladder'))
  const move = oneOf(movementIDs, params.get('move'))
  const ladder = given ?? ladderOf(params.get('tier')) ?? ladderOf(params.get('from')) ?? (move ? 'growth' : undefined)
  const onLadder: Tier[] = ladder ? [...ladders[ladder].tiers, 'none', 'any'] : []
  const size = whole(params.get('size'), 1, 200)
  const metric = text('missing_metric')
  const expiring = text('expiring')
  return {
    year: whole(params.get('year'), 2000, 2100),
    q: (params.get('q') ?? '').trim().slice(0, 60),
    county: text('county'),
    zone: text('zone'),
    industry: text('industry'),
    state: text('state'),
    incubator: text('incubator'),
    ladder,
    tier: oneOf(onLadder, params.get('tier')),
    from: oneOf(onLadder, params.get('from')),
    move,
    ready: oneOf(Object.keys(tiers) as TierID[], params.get('ready')),
    present: flag(params.get('present')),
    missing: flag(params.get('missing')),
    missing_metric: metric,
    missing_year: metric ? whole(params.get('missing_year'), 2000, 2100) : undefined,
    expiring,
    expires_from: expiring && text('expires_from'),
    expires_by: expiring && text('expires_by'),
    sort: oneOf(sorts, params.get('sort')) ?? 'code',
    page: whole(params.get('page'), 1, 10_000) ?? 1,
    size: sizes.find((s) => s === size) ?? sizes[0],
  }
}

/** The first ladder that has the tier; tiers that are on both are meant on the first. */
function ladderOf(tier: string | null): LadderID | undefined {
  return ladderIDs.find((l) => (ladders[l].tiers as readonly (string | null)[]).includes(tier))
}

/** The list with nothing narrowed. */
export const everything: FirmQuery = readQuery(new URLSearchParams())

/** Writes the address, without what goes without saying. */
export function writeQuery(query: FirmQuery): URLSearchParams {
  const params = new URLSearchParams()
  for (const key of filterKeys) if (query[key] !== undefined && query[key] !== '') params.set(key, String(query[key]))
  if (query.sort !== 'code') params.set('sort', query.sort)
  if (query.page > 1) params.set('page', String(query.page))
  if (query.size !== sizes[0]) params.set('size', String(query.size))
  return params
}

/** The filters and the order that the server is asked for. */
export function narrowing(query: FirmQuery): Omit<Asked, 'page' | 'size'> {
  const given = filterKeys.filter((key) => query[key] !== undefined && query[key] !== '').map((key) => [key, query[key]])
  return { ...(Object.fromEntries(given) as Omit<Asked, 'page' | 'size' | 'sort'>), sort: query.sort }
}

/** What the server is asked for the page that is shown. */
export const asked = (query: FirmQuery): Asked => ({ ...narrowing(query), page: query.page, size: query.size })

/** The query with a filter changed: on its first page, and with filters that belong together kept together. */
export function changed(query: FirmQuery, change: Partial<FirmQuery>): FirmQuery {
  const next = { ...query, page: 1, ...change }
  if ('ladder' in change) {
    const fits = (tier: Tier | undefined) => Boolean(next.ladder && tier && ([...ladders[next.ladder].tiers, 'none', 'any'] as string[]).includes(tier))
    if (!('tier' in change) && !fits(next.tier)) next.tier = undefined
    if (!('from' in change) && !fits(next.from)) next.from = undefined
    if (!next.ladder) next.move = undefined
  }
  if (next.move && !next.ladder) next.ladder = 'growth'
  if (!next.tier && !next.from && !next.move && ('tier' in change || 'from' in change || 'move' in change)) next.ladder = undefined
  if (!next.expiring) [next.expires_from, next.expires_by] = ['', '']
  if (!next.missing_metric) next.missing_year = undefined
  return next
}

/** Whether anything narrows the list; the year only says how it is read. */
export const narrowed = (q: FirmQuery): boolean => filterKeys.some((key) => key !== 'year' && q[key] !== undefined && q[key] !== '')

/** The list with everything shown, of the same year and in the same order. */
export const unnarrowed = (q: FirmQuery): FirmQuery => ({ ...everything, year: q.year, sort: q.sort, size: q.size })

/** The address of the list of firms with these filters. */
export const firmsAt = (filters: Filters): string => `/firms?${writeQuery({ ...everything, ...filters }).toString()}`

export type { Tier, TierID }
