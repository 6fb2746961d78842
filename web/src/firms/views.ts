import { useState } from 'react'

/** A view that somebody has named: the address of the list, without its page. */
export type View = { name: string; search: string }

/** The views that everybody has. */
export const givenViews: readonly View[] = [
  { name: '瞪羚企业', search: 'ladder=growth&tier=gazelle' },
  { name: '本年新进', search: 'ladder=growth&move=entered' },
  { name: '本年晋级', search: 'ladder=growth&move=promoted' },
  { name: '到期失效', search: 'ladder=growth&move=lapsed' },
  { name: '数据待核', search: 'ladder=growth&move=undecided' },
  { name: '数据待补', search: 'missing=true' },
  { name: '符合瞪羚条件、尚未认定', search: 'ready=gazelle' },
  { name: '高企 90 日内到期', search: 'expiring=hnte' },
]

/** Reads views out of what the browser keeps; anything that is not one is left out. */
export function readViews(text: string | null): View[] {
  try {
    const found: unknown = JSON.parse(text ?? '[]')
    if (!Array.isArray(found)) return []
    return found.filter((v: Partial<View> | null) => typeof v?.name === 'string' && typeof v.search === 'string').slice(0, 50)
  } catch {
    return []
  }
}

/** The views with one more; one of the same name is replaced. */
export function withView(views: readonly View[], view: View): View[] {
  return [...views.filter((v) => v.name !== view.name), view]
}

/** The views of a user, kept by this browser. */
export function useViews(username: string) {
  const place = `yunti.firms.views.${username}`
  const [views, setViews] = useState(() => readViews(localStorage.getItem(place)))
  const keep = (next: View[]) => {
    localStorage.setItem(place, JSON.stringify(next))
    setViews(next)
  }
  return {
    views,
    add: (view: View) => keep(withView(views, view)),
    remove: (name: string) => keep(views.filter((v) => v.name !== name)),
  }
}
