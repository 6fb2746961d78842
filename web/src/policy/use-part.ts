import { useEffect } from 'react'
import { useLocation, useSearchParams } from 'react-router'

/** The parts of the book. */
export const parts = ['ladders', 'tiers', 'clauses', 'documents', 'kinds', 'places'] as const
export type Part = (typeof parts)[number]

/** The part of the book that the address means, and addresses of others for the same year. */
export function usePart() {
  const [params] = useSearchParams()
  const part = parts.find((p) => p === params.get('part')) ?? 'ladders'
  const at = (to: Part, anchor?: string) => {
    const next = new URLSearchParams(params)
    next.set('part', to)
    return `/policy?${next.toString()}${anchor ? `#${anchor}` : ''}`
  }
  return { part, at }
}

/** Brings what the address points to (#…) into view, once it is on the page. */
export function useAnchor(ready: boolean) {
  const { hash, key } = useLocation()
  useEffect(() => {
    if (ready && hash) document.getElementById(decodeURIComponent(hash.slice(1)))?.scrollIntoView()
  }, [ready, hash, key])
}
