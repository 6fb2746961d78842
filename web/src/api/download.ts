/** How far a download is: bytes so far, and of how many when the server says. */
export type Progress = { received: number; total: number | undefined }

/** Reads an answer to its end, telling how far it is. */
export async function collect(answer: Response, tell: (p: Progress) => void): Promise<Blob> {
  const length = Number(answer.headers.get('Content-Length'))
  const total = length > 0 && !answer.headers.has('Content-Encoding') ? length : undefined
  const parts: Uint8Array<ArrayBuffer>[] = []
  let received = 0
  if (answer.body) {
    const reader = answer.body.getReader()
    for (;;) {
      const { done, value } = await reader.read()
      if (done) break
      parts.push(value as Uint8Array<ArrayBuffer>)
      received += value.byteLength
      tell({ received, total })
    }
  }
  return new Blob(parts, { type: answer.headers.get('Content-Type') ?? 'application/octet-stream' })
}

/** The file name that an answer gives (RFC 6266, the starred one first), or `otherwise`. */
export function fileName(disposition: string | null, otherwise: string): string {
  const starred = /filename\*=UTF-8''([^;]+)/i.exec(disposition ?? '')
  if (starred) {
    try {
      return decodeURIComponent(starred[1]!.trim())
    } catch {
      // Not well formed: the plain one follows.
    }
  }
  const plain = /filename="([^"]+)"/i.exec(disposition ?? '')
  return plain?.[1] ?? otherwise
}

/** Hands a file to the browser, as if a link to it had been followed. */
export function save(content: Blob, name: string) {
  const address = URL.createObjectURL(content)
  const link = document.createElement('a')
  link.href = address
  link.download = name
  link.click()
  setTimeout(() => URL.revokeObjectURL(address), 60_000)
}

/** Bytes for reading: 3.2 MB. */
export function bytes(n: number): string {
  if (n < 1024) return `${n} B`
  return n < 1024 * 1024 ? `${Math.round(n / 1024)} KB` : `${(n / 1024 / 1024).toFixed(1)} MB`
}
