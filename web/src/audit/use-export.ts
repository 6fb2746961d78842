import { useRef, useState } from 'react'

import { server } from '../api/client'
import { collect, fileName, save } from '../api/download'
import { filters, type TrailQuery } from './query'

export type Export = { state: 'running' | 'done' | 'failed'; received: number; name?: string; why?: unknown }

/** Downloads what of the trail is being looked at. */
export function useExport() {
  const [run, setRun] = useState<Export>()
  const abort = useRef<AbortController>(undefined)
  const start = async (query: TrailQuery) => {
    const stop = new AbortController()
    abort.current = stop
    setRun({ state: 'running', received: 0 })
    try {
      const { response } = await server.GET('/api/v1/audit.xlsx', { params: { query: filters(query) }, parseAs: 'stream', signal: stop.signal })
      const content = await collect(response, ({ received }) => setRun({ state: 'running', received }))
      const name = fileName(response.headers.get('Content-Disposition'), '操作记录.xlsx')
      save(content, name)
      setRun({ state: 'done', received: content.size, name })
    } catch (why) {
      setRun(stop.signal.aborted ? undefined : { state: 'failed', received: 0, why })
    }
  }
  return { run, start: (query: TrailQuery) => void start(query), cancel: () => abort.current?.abort() }
}
