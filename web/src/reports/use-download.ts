import { useRef, useState } from 'react'

import { server } from '../api/client'
import { collect, fileName, type Progress, save } from '../api/download'

/** A report that is being made (no bytes yet) or fetched, has arrived, or failed. */
export type Download = { key: string; state: 'running' | 'done' | 'failed'; progress: Progress | undefined; why?: unknown; name?: string }

/** Downloads reports, one at a time. */
export function useReportDownload() {
  const [download, setDownload] = useState<Download>()
  const abort = useRef<AbortController>(undefined)

  const start = async (key: string, year: number) => {
    const stop = new AbortController()
    abort.current = stop
    setDownload({ key, state: 'running', progress: undefined })
    try {
      const { response } = await server.GET('/api/v1/reports/{key}.xlsx', {
        params: { path: { key }, query: { year } },
        parseAs: 'stream',
        signal: stop.signal,
      })
      const content = await collect(response, (progress) => setDownload({ key, state: 'running', progress }))
      const name = fileName(response.headers.get('Content-Disposition'), `${key}-${year}.xlsx`)
      save(content, name)
      setDownload({ key, state: 'done', progress: { received: content.size, total: content.size }, name })
    } catch (why) {
      setDownload(stop.signal.aborted ? undefined : { key, state: 'failed', progress: undefined, why })
    }
  }

  return { download, start: (key: string, year: number) => void start(key, year), cancel: () => abort.current?.abort() }
}
