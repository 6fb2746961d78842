import type { ReactNode } from 'react'
import { Link } from 'react-router'

import type { components } from '../contract'
import { moment } from '../format/days'
import { Unreported, Wan } from '../parts/figure'
import { MoveMark, TierMark } from '../parts/marks'
import type { useNames } from '../policy/use-policy'
import { ladders } from '../words/tiers'
import type { Sortable } from './query'

export type FirmRow = components['schemas']['FirmRow']
type Names = ReturnType<typeof useNames>

/** A column that the list of firms can show. */
export type Column = {
  id: components['schemas']['FirmColumn']
  title: string
  /** Shown until somebody chooses otherwise. */
  usual: boolean
  sort?: Sortable
  width: number
  number?: boolean
  cell: (row: FirmRow, names: Names) => ReactNode
}

const given = (text: string) => (text === '' ? <Unreported /> : text)

/** The columns in the order in which they stand. The name is always shown. */
export const columns: readonly Column[] = [
  {
    id: 'name',
    title: '企业名称',
    usual: true,
    sort: 'name',
    width: 240,
    cell: (r) => (
      <Link to={`/firms/${r.code}`} title={r.former_names ? `曾用名：${r.former_names}` : undefined}>
        {r.name}
      </Link>
    ),
  },
  { id: 'code', title: '统一社会信用代码', usual: true, sort: 'code', width: 166, cell: (r) => <span className="mono">{r.code}</span> },
  { id: 'county', title: '县(市)区', usual: true, sort: 'county', width: 88, cell: (r, names) => names.county(r.county) },
  { id: 'growth', title: ladders.growth.short, usual: true, sort: 'growth', width: 130, cell: (r) => <TierMark ladder="growth" tier={r.growth} carried={r.growth_carried} /> },
  { id: 'growth_move', title: '梯次变动', usual: true, width: 88, cell: (r) => <MoveMark move={r.growth_move} /> },
  { id: 'unicorn', title: ladders.unicorn.short, usual: true, sort: 'unicorn', width: 122, cell: (r) => <TierMark ladder="unicorn" tier={r.unicorn} carried={r.unicorn_carried} /> },
  { id: 'unicorn_move', title: '独角兽变动', usual: false, width: 96, cell: (r) => <MoveMark move={r.unicorn_move} /> },
  { id: 'zones', title: '开发区', usual: false, width: 200, cell: (r, names) => names.zones(r.zones) },
  { id: 'industry', title: '行业代码', usual: false, sort: 'industry', width: 88, cell: (r) => given(r.industry) },
  { id: 'industry_name', title: '行业门类', usual: false, width: 190, cell: (r) => given(r.industry_name) },
  { id: 'field', title: '技术领域', usual: false, width: 150, cell: (r) => given(r.field) },
  { id: 'founded', title: '成立日期', usual: true, sort: 'founded', width: 102, cell: (r) => given(r.founded) },
  { id: 'capital', title: '资本(万元)', usual: true, sort: 'capital', width: 112, number: true, cell: (r) => <Wan fen={r.capital} /> },
  { id: 'state', title: '经营状态', usual: false, width: 130, cell: (r) => (r.state_day ? `${r.state} ${r.state_day}` : r.state) },
  { id: 'former_names', title: '曾用名', usual: false, width: 220, cell: (r) => r.former_names },
  { id: 'contact', title: '联系人', usual: false, width: 88, cell: (r) => given(r.contact) },
  { id: 'phone', title: '联系电话', usual: false, width: 136, cell: (r) => given(r.phone) },
  { id: 'registrar', title: '登记载体', usual: false, width: 160, cell: (r) => r.registrar },
  { id: 'updated_at', title: '档案更新', usual: false, sort: 'updated_at', width: 146, cell: (r) => moment(r.updated_at) },
]

const usual = columns.filter((c) => c.usual).map((c) => c.id)

/** The columns that a browser has kept for the list, in their order; the usual ones when it has kept none. */
export function chosenColumns(kept: string | null): Column['id'][] {
  if (kept === null) return usual
  const ids = new Set<string>(['name', ...kept.split(',')])
  return columns.filter((c) => ids.has(c.id)).map((c) => c.id)
}
