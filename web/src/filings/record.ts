import { amount, count, unreported, wan } from '../format/money'
import { figures } from '../words/figures'
import type { KindID, RosterKind, Step } from './words'

type Values = Record<string, unknown>
type Kind = 'text' | 'money' | 'count' | 'flag' | 'county' | 'round'

/** One thing of a record as it was and as it would be, in words. */
export type Difference = { key: string; title: string; before: string; after: string; changed: boolean }

const titles: Record<string, string> = {
  code: '统一社会信用代码',
  name: '名称',
  former_names: '曾用名',
  zones: '所属开发区',
  registrar: '登记载体',
  holder: '持有单位',
  ref: '记录标识',
  payee: '收款单位代码',
  amount: '金额',
  valuation: '投后估值',
}

const types: Record<string, Kind> = { county: 'county', ...Object.fromEntries(figures.map((f) => [f.id, f.unit === '万元' ? 'money' : f.unit === '' ? 'flag' : 'count'])) }

/** What the record of a step was and would be, in the order in which the server gives it. */
export function differences(step: Step, kind: KindID, template: RosterKind | undefined, county: (id: string) => string): Difference[] {
  const before = (step.before ?? undefined) as Values | undefined
  const after = (step.after ?? undefined) as Values | undefined
  const keys = [...new Set([...Object.keys(after ?? {}), ...Object.keys(before ?? {})])]
  const columns = new Map(template?.columns.map((c) => [c.key, c]))
  return keys.map((key) => {
    const column = columns.get(key)
    const type = typeOf(key, kind, column?.type)
    const say = (record: Values | undefined) => (record ? text(record[key], type, record, county) : '')
    const was = say(before)
    const is = say(after)
    return { key, title: titleOf(key, kind, column?.title), before: was, after: is, changed: !same(before?.[key], after?.[key]) }
  })
}

const same = (a: unknown, b: unknown) => (a ?? null) === (b ?? null) || (typeof a !== 'number' && typeof b !== 'number' && (a ?? '') === (b ?? ''))

function titleOf(key: string, kind: KindID, column: string | undefined): string {
  if (kind === 'rounds' && column) return column.replace(/\(.*\)$/, '') // the unit stands with the value: it depends on the currency
  return column ?? titles[key] ?? figures.find((f) => f.id === key)?.name ?? key
}

function typeOf(key: string, kind: KindID, column: string | undefined): Kind {
  if (kind === 'rounds' && (key === 'amount' || key === 'valuation')) return 'round'
  if (column === 'money' || column === 'count' || column === 'flag') return column
  return types[key] ?? 'text'
}

function text(value: unknown, type: Kind, record: Values, county: (id: string) => string): string {
  if (value === null || value === undefined) return unreported
  if (type === 'flag') return value === 1 || value === true ? '是' : '否'
  if (typeof value === 'boolean') return value ? '是' : '否'
  if (typeof value === 'number') {
    if (type === 'money') return wan(value)
    if (type === 'count') return count(value)
    if (type === 'round') return money(value, String(record.currency))
    return String(value)
  }
  if (type === 'county' && typeof value === 'string') return county(value)
  return typeof value === 'string' ? value : JSON.stringify(value)
}

/** An amount of an equity round in the currency that its record names. */
function money(value: number, currency: string): string {
  if (currency === '美元') return amount(value, currency)
  return currency === '人民币' ? amount(value, 'CNY') : `${wan(value)} 万${currency}`
}

/** The changes of a step on one line. */
export function summary(all: readonly Difference[]): string {
  const changed = all.filter((d) => d.changed)
  const [first, second] = changed
  if (!first) return ''
  const one = (d: Difference) => `${d.title}：${d.before || '（空）'} → ${d.after || '（空）'}`
  return second ? `${one(first)}；${one(second)}${changed.length > 2 ? ` 等 ${changed.length} 项` : ''}` : one(first)
}
