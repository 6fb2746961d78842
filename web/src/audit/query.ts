import type { operations } from '../contract'

/** What of the trail is shown; it stands in the address. */
export type TrailQuery = { who: string; firm: string; subject: string; action: string; from: string; to: string; page: number; size: number }

export const sizes = [20, 50, 100] as const

export const keys = ['who', 'firm', 'subject', 'action', 'from', 'to'] as const

const forms: Record<(typeof keys)[number], RegExp> = {
  who: /^.{1,100}$/,
  firm: /^[0-9A-Z]{18}$/,
  subject: /^.{1,100}$/,
  action: /^[a-z._]{1,40}$/,
  from: /^\d{4}-\d{2}-\d{2}$/,
  to: /^\d{4}-\d{2}-\d{2}$/,
}

/** Whether the server takes this for a filter; nothing is none. */
export const fits = (key: (typeof keys)[number], text: string): boolean => text === '' || forms[key].test(text)

/** Reads the address; whatever the server would refuse is left out. */
export function readQuery(params: URLSearchParams): TrailQuery {
  const text = (key: (typeof keys)[number]) => {
    const given = (params.get(key) ?? '').trim()
    return fits(key, given) ? given : ''
  }
  const page = params.get('page') ?? ''
  return {
    who: text('who'), firm: text('firm'), subject: text('subject'), action: text('action'), from: text('from'), to: text('to'),
    page: /^[1-9]\d{0,3}$/.test(page) ? Number(page) : 1,
    size: sizes.find((s) => String(s) === params.get('size')) ?? sizes[0],
  }
}

/** Writes the address, without what goes without saying. */
export function writeQuery(query: TrailQuery): URLSearchParams {
  const params = new URLSearchParams()
  for (const key of keys) if (query[key]) params.set(key, query[key])
  if (query.page > 1) params.set('page', String(query.page))
  if (query.size !== sizes[0]) params.set('size', String(query.size))
  return params
}

type Filters = NonNullable<operations['exportAudit']['parameters']['query']>

/** The filters that the server is asked for. */
export const filters = (query: TrailQuery): Filters => Object.fromEntries(keys.filter((k) => query[k]).map((k) => [k, query[k]]))

export const narrowed = (query: TrailQuery): boolean => keys.some((k) => query[k])
