import type { components } from '../contract'

type Document = components['schemas']['Document']

/** A citation taken apart: the article, the document, and whether the document's reading is provisional (暂定口径). */
export type Cited = { article: string; document: string; provisional: boolean }

/** Finds the document that a citation names. What names none stays whole. */
export function cited(cite: string, documents: readonly Document[] | undefined): Cited {
  const found = documents?.filter((d) => cite.startsWith(d.title)).sort((a, b) => b.title.length - a.title.length)[0]
  if (!found) return { article: cite, document: '', provisional: false }
  let rest = cite.slice(found.title.length).trim()
  if (found.number && rest.startsWith(`(${found.number})`)) rest = rest.slice(found.number.length + 2).trim()
  return { article: rest || found.title, document: rest ? found.title : '', provisional: found.confidence === 'provisional' }
}

/** The documents that citations name, each once, in the order in which they come up. */
export function sourcesOf(cites: readonly string[], documents: readonly Document[] | undefined): string[] {
  return [...new Set(cites.map((cite) => cited(cite, documents).document).filter(Boolean))]
}
