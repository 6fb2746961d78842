import { useMemo } from 'react'

import { api, queries, server } from '../api/client'
import { useYear } from '../parts/year-switch'
import type { filtersOf } from './query'
import type { Clause, Line } from './types'

/** The years that have a published review, the latest first, and the one that the page is about. */
export function useMoneyYear(): { years: number[]; year: number | undefined } {
  const asked = useYear()
  const list = api.useQuery('get', '/api/v1/policy/years')
  const years = useMemo(() => (list.data?.items ?? []).filter((y) => y.review !== null).map((y) => y.year), [list.data])
  return { years, year: asked ?? years[0] }
}

/** The clauses of a year by their number; empty until they are known. */
export function useClauses(year: number | undefined): ReadonlyMap<string, Clause> {
  const list = api.useQuery('get', '/api/v1/policy/clauses', { params: { query: year === undefined ? {} : { year } } }, { staleTime: Infinity })
  return useMemo(() => new Map(list.data?.clauses.map((c) => [c.clause, c])), [list.data])
}

/** After an act on money, everything that shows money is read again. */
export const moneyChanged = () =>
  queries.invalidateQueries({
    predicate: ({ queryKey }) => queryKey[0] === 'money' || (typeof queryKey[1] === 'string' && /^\/api\/v1\/(entitlements|settlements|budget|firms\/\{code\}\/entitlements|todo|notices)/.test(queryKey[1])),
  })

/** The version that an act is for: of two who act at once, one does. */
export const ifMatch = (s: { version: number }) => ({ 'If-Match': `"${s.version}"` })

type Filters = ReturnType<typeof filtersOf> & { payee?: string }

/** The lines of a year that pass `keep`, page by page, until there are `most` of them; `total` is how many the filters select. */
export async function collect(year: number, filters: Filters, most: number, keep: (l: Line) => boolean = () => true, signal?: AbortSignal): Promise<{ lines: Line[]; total: number; more: boolean; review: string }> {
  const size = 200
  const lines: Line[] = []
  for (let page = 1; ; page++) {
    const { data } = await server.GET('/api/v1/entitlements', { params: { query: { ...filters, year, page, size } }, ...(signal && { signal }) })
    if (!data) return { lines, total: 0, more: false, review: '' }
    for (const line of data.items) if (keep(line)) lines.push(line)
    const last = data.items.length < size || page * size >= data.total
    if (last || lines.length >= most) return { lines: lines.slice(0, most), total: data.total, more: !last || lines.length > most, review: data.review }
  }
}
