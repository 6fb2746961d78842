import { useState } from 'react'

import { api, queries, server } from '../api/client'
import { collect, fileName, save } from '../api/download'
import type { Filing, KindID, RosterKind } from './words'

/** The kinds of rosters that one may file, with their columns; they change with the program only. */
export const useTemplates = () => api.useQuery('get', '/api/v1/templates', undefined, { staleTime: Infinity, gcTime: Infinity })

/** The kind of a filing, once known. */
export const useTemplate = (kind: KindID | undefined): RosterKind | undefined => useTemplates().data?.items.find((t) => t.id === kind)

/** One filing. */
export const useFiling = (id: string) => api.useQuery('get', '/api/v1/filings/{id}', { params: { path: { id } } })

/** What an act answered is what the filing is now; whatever else shows filings is read again. */
export async function acted(filing: Filing) {
  queries.setQueryData(api.queryOptions('get', '/api/v1/filings/{id}', { params: { path: { id: filing.id } } }).queryKey, filing)
  await stale()
}

/** Everything that shows filings is read again. */
export const stale = () =>
  queries.invalidateQueries({
    predicate: ({ queryKey }) => typeof queryKey[1] === 'string' && /^\/api\/v1\/(filings|rounds|notices|todo)/.test(queryKey[1]),
  })

/** The version that an act is for: of two who act at once, one does. */
export const ifMatch = (filing: Pick<Filing, 'version'>) => ({ 'If-Match': `"${filing.version}"` })

/** Fetches a file and hands it to the browser. */
export function useFile() {
  const [state, setState] = useState<{ busy: boolean; why?: unknown }>({ busy: false })
  const fetchFile = async (ask: () => Promise<{ response: Response }>, otherwise: string) => {
    setState({ busy: true })
    try {
      const { response } = await ask()
      save(await collect(response, () => undefined), fileName(response.headers.get('Content-Disposition'), otherwise))
      setState({ busy: false })
    } catch (why) {
      setState({ busy: false, why })
    }
  }
  return {
    ...state,
    template: (kind: KindID) => void fetchFile(() => server.GET('/api/v1/templates/{kind}.xlsx', { params: { path: { kind } }, parseAs: 'stream' }), `${kind}.xlsx`),
    rejects: (id: string) => void fetchFile(() => server.GET('/api/v1/filings/{id}/rejects.xlsx', { params: { path: { id } }, parseAs: 'stream' }), `${id}-rejects.xlsx`),
    attachment: (id: string, number: number, name: string) =>
      void fetchFile(() => server.GET('/api/v1/filings/{id}/attachments/{number}', { params: { path: { id, number } }, parseAs: 'stream' }), name),
  }
}
