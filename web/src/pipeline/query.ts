import type { operations } from '../contract'
import { movementIDs, type Movement } from '../words/movements'

type Asked = NonNullable<operations['getPipeline']['parameters']['query']>

/** What the board shows. It stands in the address. */
export type PipelineQuery = { year: number | undefined; county: string; zone: string; industry: string; move: Movement | undefined }

/** Reads the address; whatever the server would refuse is left out. */
export function readQuery(params: URLSearchParams): PipelineQuery {
  const text = (name: string, form: RegExp) => form.exec(params.get(name) ?? '')?.[0] ?? ''
  const year = text('year', /^20\d\d$/)
  return {
    year: year ? Number(year) : undefined,
    county: text('county', /^[0-9]{6}$/),
    zone: text('zone', /^[A-Z]{2,8}$/),
    industry: text('industry', /^[A-T]$/),
    move: movementIDs.find((m) => m === params.get('move')),
  }
}

/** Writes the address, without what is not asked. */
export function writeQuery(query: PipelineQuery): URLSearchParams {
  return new URLSearchParams(Object.entries(query).flatMap(([name, value]) => (value ? [[name, String(value)]] : [])))
}

/** What the server is asked. */
export const asked = (query: PipelineQuery): Asked => Object.fromEntries(Object.entries(query).filter(([, value]) => value))

/** Whether anything but the year narrows the board. */
export const narrowed = (q: PipelineQuery): boolean => Boolean(q.county || q.zone || q.industry || q.move)
