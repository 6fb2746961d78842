import type { components } from '../contract'
import type { Clause } from './types'

type Rule = components['schemas']['Rule']

/** A number of the book that a trial can change: its path, what it is, and what it is now. */
export type Choice = { path: string; name: string; was: string }

/** The numbers of a tier's own conditions. Those that tiers share have paths that the tier does not tell. */
export function numbersOf(tier: string, root: Pick<Rule, 'parts'>): Choice[] {
  const found: Rule[] = []
  const walk = (r: Pick<Rule, 'parts'>) => {
    for (const part of r.parts) {
      if (part.type === 'metric' && part.metric && (part.bound || part.bands?.length)) found.push(part)
      if (part.type !== 'criteria') walk(part)
    }
  }
  walk({ parts: [root as Rule] })
  const twice = (r: Rule) => found.filter((f) => f.metric === r.metric).length > 1
  return found.flatMap((r) => {
    const path = `tier/${tier}/${r.metric}${twice(r) ? `/${r.label}` : ''}`
    const name = r.label || r.metric_name || r.metric!
    return r.bands && r.bands.length > 0 ? r.bands.map((b, i) => ({ path: `${path}/${i + 1}`, name: `${name}（${b.text}）`, was: b.bound })) : [{ path, name, was: r.bound! }]
  })
}

const keys: Partial<Record<Clause['kind'], string[]>> = { fixed: ['fixed'], range: ['low', 'high'], ceiling: ['ceiling'], percentage: ['rate'], increment: ['rate'], match: ['match'] }
const names: Record<string, string> = { fixed: '定额', low: '区间低端', high: '区间高端', ceiling: '上限', rate: '比例', match: '配套比例' }

/** The amounts and rates of a clause, and its readings that have a parameter. */
export function parametersOf(c: Clause): Choice[] {
  const amounts = c.amounts.flatMap((a) => {
    const numbers = a.text.replaceAll(',', '').match(/\d+(?:\.\d+)?/g) ?? []
    const unit = /万元|元|%|倍/.exec(a.text)?.[0] ?? ''
    const which = c.amounts.length > 1 ? [a.kind, a.level].filter(Boolean).map((p) => `/${p}`).join('') : ''
    const of = c.amounts.length > 1 ? `（${[a.kind_name, a.level].filter(Boolean).join('，')}）` : ''
    return (keys[c.kind] ?? []).map((key, i) => ({
      path: `clause/${c.clause}/${key}${which}`,
      name: `${names[key]}${of}`,
      was: numbers[i] === undefined ? '' : `${numbers[i]}${unit === '%' ? '' : ' '}${unit}`.trim(),
    }))
  })
  const readings = c.readings.filter((r) => r.key && !amounts.some((a) => a.path === r.key)).map((r) => ({ path: r.key, name: `${r.id} ${r.question}`, was: '' }))
  return [...amounts, ...readings]
}

/** A change as the server takes it. */
export type Change = { path: string; value: string }

/** Reads a change that was typed: PATH=VALUE, or what is wrong with it. */
export function readChange(text: string): Change | { fault: string } {
  const at = text.indexOf('=')
  const path = text.slice(0, at).trim()
  const value = text.slice(at + 1).trim()
  if (at < 0 || path === '' || value === '') return { fault: '写作“路径=数值”，如 clause/5-b/fixed=8 万元' }
  if (!/^(tier|criteria|scale|clause|measures)\//.test(path)) return { fault: '路径以 tier/、criteria/、scale/、clause/ 或 measures/ 开头' }
  return { path, value }
}

export const writeChange = (c: Change): string => `${c.path}=${c.value}`

/** The changes with one more; a path is changed once. */
export const withChange = (all: readonly Change[], c: Change): Change[] => [...all.filter((o) => o.path !== c.path), c]

