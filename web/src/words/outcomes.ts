import type { components } from '../contract'
import type { SignName } from '../parts/sign'

export type Finding = components['schemas']['Finding']
export type Outcome = Finding['outcome']

/** The answers to a rule, each with a sign of its own, so that colour is never needed to tell them apart. */
export const outcomes: Record<Outcome, { name: string; sign: SignName }> = {
  met: { name: '符合', sign: 'check' },
  unmet: { name: '不符合', sign: 'cross' },
  unknown: { name: '待核', sign: 'question' },
  not_applicable: { name: '不适用', sign: 'none' },
}

const comparisons: Record<string, { sign: string; words: string }> = {
  min: { sign: '≥', words: '不低于' },
  above: { sign: '>', words: '高于' },
  max: { sign: '≤', words: '不超过' },
  below: { sign: '<', words: '低于' },
  is: { sign: '', words: '须为' },
}

/** The sign of a comparison (≥) and its words (不低于), for eyes and for ears. */
export function comparison(op: string | undefined): { sign: string; words: string } {
  return comparisons[op ?? 'is'] ?? { sign: op ?? '', words: op ?? '' }
}
