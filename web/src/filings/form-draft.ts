import type { Column } from './words'

/** A line of a form: what stands in it, by the title of the column. */
export type FormLine = Record<string, string>

/** At most as many lines as the server takes in one form. */
export const maxLines = 200

/** Where a half-filled form is kept: it survives reloading and the end of the session, and nobody else's takes its place. */
export const draftPlace = (username: string, kind: string, year: number | undefined, replaces: string) => ['yunti.form', username, kind, year ?? '', replaces].join('/')

/** Reads a half-filled form; undefined where there is none or it is damaged. */
export function readDraft(store: Pick<Storage, 'getItem'>, place: string): FormLine[] | undefined {
  try {
    const lines: unknown = JSON.parse(store.getItem(place) ?? '')
    if (!Array.isArray(lines) || lines.length === 0) return undefined
    const kept = lines.slice(0, maxLines).map((l) => Object.fromEntries(Object.entries(l as object).filter((e): e is [string, string] => typeof e[1] === 'string')))
    return kept.every(blank) ? undefined : kept
  } catch {
    return undefined
  }
}

const blank = (line: FormLine) => Object.values(line).every((v) => v.trim() === '')

/** The lines as they are sent: without what is empty, which the server would take for not filled in anyway. */
export const filled = (lines: readonly FormLine[]): FormLine[] =>
  lines.filter((l) => !blank(l)).map((l) => Object.fromEntries(Object.entries(l).filter(([, v]) => v.trim() !== '').map(([k, v]) => [k, v.trim()])))

/** The titles of required columns that a line lacks; what only new records need is left to the server, which knows them. */
export const lacking = (line: FormLine, columns: readonly Column[]): string[] => (blank(line) ? [] : columns.filter((c) => c.need === 'required' && (line[c.title] ?? '').trim() === '').map((c) => c.title))
