/** What the list of lines shows. It stands in the address and nowhere else. */
export type LineQuery = {
  q: string
  clause: string
  county: string
  state: LineState | undefined
  settled: Settled | undefined
  /** Lines outside the years of their clause: only they, only the others, or both. */
  outside: boolean | undefined
  page: number
  size: number
}

export const lineStates = ['owed', 'pending', 'suspended'] as const
export type LineState = (typeof lineStates)[number]

export const settledStates = ['none', 'settled', 'public', 'approved', 'part', 'paid'] as const
export type Settled = (typeof settledStates)[number]

export const sizes = [20, 50, 100, 200] as const

const oneOf = <T extends string>(all: readonly T[], text: string | null): T | undefined => all.find((one) => one === text)

const whole = (text: string | null, low: number, high: number, otherwise: number): number =>
  text !== null && /^\d{1,5}$/.test(text) && Number(text) >= low && Number(text) <= high ? Number(text) : otherwise

/** Reads the address; whatever the server would refuse is left out. */
export function readQuery(params: URLSearchParams): LineQuery {
  const size = whole(params.get('size'), 1, 200, sizes[0])
  return {
    q: (params.get('q') ?? '').trim().slice(0, 60),
    clause: /^\d{1,2}(-[a-z])?$/.exec(params.get('clause') ?? '')?.[0] ?? '',
    county: /^[0-9]{6}$/.exec(params.get('county') ?? '')?.[0] ?? '',
    state: oneOf(lineStates, params.get('state')),
    settled: oneOf(settledStates, params.get('settled')),
    outside: params.get('outside') === 'true' ? true : params.get('outside') === 'false' ? false : undefined,
    page: whole(params.get('page'), 1, 10_000, 1),
    size: sizes.some((s) => s === size) ? size : sizes[0],
  }
}

/** Writes the address, without what goes without saying; whatever else stands in it, such as the year, stays. */
export function writeQuery(query: LineQuery, rest: URLSearchParams = new URLSearchParams()): URLSearchParams {
  const params = new URLSearchParams(rest)
  for (const key of ['q', 'clause', 'county', 'state', 'settled', 'outside', 'page', 'size']) params.delete(key)
  for (const key of ['q', 'clause', 'county', 'state', 'settled'] as const) if (query[key]) params.set(key, query[key])
  if (query.outside !== undefined) params.set('outside', String(query.outside))
  if (query.page > 1) params.set('page', String(query.page))
  if (query.size !== sizes[0]) params.set('size', String(query.size))
  return params
}

/** The filters of the query as the server is asked for them. */
export function filtersOf(q: LineQuery) {
  return {
    ...(q.q && { q: q.q }),
    ...(q.clause && { clause: q.clause }),
    ...(q.county && { county: q.county }),
    ...(q.state && { state: q.state }),
    ...(q.settled && { settled: q.settled }),
    ...(q.outside !== undefined && { outside: q.outside }),
  }
}

/** Whether anything narrows the list. */
export const narrowed = (q: LineQuery): boolean => Object.keys(filtersOf(q)).length > 0

const none: LineQuery = { q: '', clause: '', county: '', state: undefined, settled: undefined, outside: undefined, page: 1, size: sizes[0] }

/** The query without filters. */
export const cleared = (q: LineQuery): LineQuery => ({ ...none, size: q.size })

/** The address of the list of a year with these filters. */
export function linesAt(year: number | undefined, filters: Partial<Omit<LineQuery, 'page' | 'size'>> = {}): string {
  const params = writeQuery({ ...none, ...filters }, new URLSearchParams(year === undefined ? {} : { year: String(year) }))
  const search = params.toString()
  return search ? `/money?${search}` : '/money'
}
