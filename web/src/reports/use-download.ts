import { useRef, useState } from 'react'

import { collect, fileName, type Progress, save } from '../api/download'

/** A workbook that is being made (no bytes yet) or fetched, has arrived, or failed. */
export type Download = { state: 'running' | 'done' | 'failed'; progress: Progress | undefined; why?: unknown; name?: string }

/** Downloads workbooks, one at a time. `ask` asks the server for one; `otherwise` is its name where the answer gives none. */
export function useDownload() {
  const [download, setDownload] = useState<Download>()
  const abort = useRef<AbortController>(undefined)

  const start = async (ask: (signal: AbortSignal) => Promise<{ response: Response }>, otherwise: string) => {
    const stop = new AbortController()
    abort.current = stop
    setDownload({ state: 'running', progress: undefined })
    try {
      const { response } = await ask(stop.signal)
      const content = await collect(response, (progress) => setDownload({ state: 'running', progress }))
      const name = fileName(response.headers.get('Content-Disposition'), otherwise)
      save(content, name)
      setDownload({ state: 'done', progress: { received: content.size, total: content.size }, name })
    } catch (why) {
      setDownload(stop.signal.aborted ? undefined : { state: 'failed', progress: undefined, why })
    }
  }

  return { download, start: (...of: Parameters<typeof start>) => void start(...of), cancel: () => abort.current?.abort() }
}
