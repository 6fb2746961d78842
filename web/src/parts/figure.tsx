import { count, unreported, wan } from '../format/money'
import type { Unit } from '../words/figures'

/** What was not reported, set apart from any number. */
export const Unreported = () => <span className="unreported">{unreported}</span>

/** An amount of 分 in 万元. */
export function Wan({ fen }: { fen: number | null }) {
  return fen === null ? <Unreported /> : <>{wan(fen)}</>
}

/** A figure of a year in its unit. */
export function Figure({ value, unit }: { value: number | null; unit: Unit }) {
  if (value === null) return <Unreported />
  if (unit === '万元') return <>{wan(value)}</>
  if (unit === '') return <>{value === 1 ? '是' : '否'}</>
  return <>{count(value)}</>
}
