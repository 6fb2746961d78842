import type { components } from '../contract'
import { numeral } from '../format/money'

export type PipelineFirm = components['schemas']['PipelineFirm']
type Value = components['schemas']['Value']

/** A value as people read it: 1.50 亿美元, +23.40%, 未报送. */
export function valueText(v: Value): string {
  return v.known ? `${numeral(v.text)} ${v.unit}`.trim().replace(' %', '%') : v.text
}

/** How much more or less than last year, with its sign. */
export function growthText(v: Value): string {
  const text = valueText(v)
  return v.known && !text.startsWith('-') && text !== '0.00%' ? `+${text}` : text
}

/** How many years old a firm is, and how many it has left on its stage. */
export function ageText(firm: Pick<PipelineFirm, 'age' | 'age_left'>): string {
  if (!firm.age.known) return `成立年限${firm.age.text}`
  const age = `成立 ${firm.age.text} 年`
  if (firm.age_left === null) return age
  if (firm.age_left < 0) return `${age}，已超过年限`
  return firm.age_left === 0 ? `${age}，年限的最后一年` : `${age}，年限还有 ${firm.age_left} 年`
}

/** From how few years left the age of a firm is pressing. */
export const pressing = (left: number | null) => left !== null && left <= 1
