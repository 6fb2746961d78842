import { ApiError, messageOf } from '../api/problem'

/** What a refused act says, and where: at fields of the form, at lines or ids of a batch, or of the whole. */
export type Refusals = { whole: string | undefined; fields: Readonly<Record<string, string>>; lines: readonly { at: number; detail: string }[] }

const none: Refusals = { whole: undefined, fields: {}, lines: [] }

/** Sorts the errors of a refusal by where they belong: body:/doc_no, body:/lines/3/amount, body:/ids/0. */
export function refusalsOf(why: unknown): Refusals {
  if (why === undefined || why === null) return none
  if (!(why instanceof ApiError) || why.errors.length === 0) return { ...none, whole: messageOf(why) }
  const fields: Record<string, string> = {}
  const lines: { at: number; detail: string }[] = []
  const rest: string[] = []
  for (const { pointer, detail } of why.errors) {
    const path = pointer.replace(/^body:/, '')
    const at = /^\/(?:lines|ids|set)\/(\d+)(?:\/|$)/.exec(path)?.[1]
    const field = /^\/(doc_no|opinion|amount|day|days|until|ref|review|year)$/.exec(path)?.[1]
    if (at !== undefined) lines.push({ at: Number(at), detail })
    else if (field) fields[field] = fields[field] ? `${fields[field]}；${detail}` : detail
    else rest.push(detail)
  }
  return { fields, lines, whole: lines.length > 0 || rest.length > 0 || Object.keys(fields).length === 0 ? [lines.length > 0 ? gist(why.message) : why.message, ...rest.filter((r) => !why.message.includes(r))].join('；') : undefined }
}

/** The refusal of a form for one line: what is said of the line belongs to its amount when that is what is wrong. */
export function refusalOfOne(why: unknown): Refusals {
  const all = refusalsOf(why)
  const said = all.lines[0]?.detail
  if (why instanceof ApiError && why.code === 'amount') return { ...all, whole: undefined, lines: [], fields: { ...all.fields, amount: said ?? all.fields.amount ?? why.message } }
  return said === undefined ? all : { ...all, whole: said, lines: [] }
}

/** What a message says before it goes through the lines one by one. */
const gist = (message: string): string => message.split('：')[0]!
