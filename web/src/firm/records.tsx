import { Table } from 'antd'

import type { components } from '../contract'
import { amount } from '../format/money'
import { Unreported } from '../parts/figure'
import css from './firm.module.css'
import { sourceOf } from './titles'

type Dossier = components['schemas']['Dossier']

const source = { title: '来源', key: 'source', className: css.source, render: (_: unknown, r: { filing: string; line: number }) => sourceOf(r) }
const plain = { size: 'small', pagination: false, scroll: { x: 'max-content' } } as const
const day = (d: string) => d || <Unreported />

/** Equity rounds. */
export function Rounds({ rounds, printed = false }: { rounds: Dossier['rounds']; printed?: boolean }) {
  if (rounds.length === 0) return <p className={css.nothing}>没有融资记录。</p>
  return (
    <Table
      {...plain}
      rowKey={(r) => `${r.day} ${r.series}`}
      dataSource={rounds}
      columns={[
        { title: '日期', dataIndex: 'day', render: day },
        { title: '轮次', dataIndex: 'series' },
        { title: '融资金额', dataIndex: 'amount', className: 'number', render: (v: number | null, r) => amount(v, r.currency) },
        { title: '投后估值', dataIndex: 'valuation', className: 'number', render: (v: number | null, r) => amount(v, r.currency) },
        { title: '投资机构', dataIndex: 'investors' },
        ...(printed ? [] : [{ title: '证明', dataIndex: 'proof' }, source]),
      ]}
    />
  )
}

/** Listings of the firm's shares. */
export function Listings({ listings }: { listings: Dossier['listings'] }) {
  return (
    <Table
      {...plain}
      rowKey={(l) => `${l.board} ${l.listed}`}
      dataSource={listings}
      columns={[
        { title: '板块', dataIndex: 'board' },
        { title: '股票代码', dataIndex: 'stock', className: 'mono' },
        { title: '上市日期', dataIndex: 'listed', render: day },
        { title: '退市日期', dataIndex: 'delisted' },
        source,
      ]}
    />
  )
}

/** Stays in incubators. */
export function Residencies({ residencies }: { residencies: Dossier['residencies'] }) {
  return (
    <Table
      {...plain}
      rowKey={(r) => `${r.incubator} ${r.since}`}
      dataSource={residencies}
      columns={[
        { title: '孵化载体', dataIndex: 'incubator' },
        { title: '入驻', dataIndex: 'since', render: day },
        { title: '离开', dataIndex: 'until', render: (d: string) => d || '在孵' },
        { title: '毕业', dataIndex: 'graduated', render: (g: boolean) => (g ? '是' : '否') },
        source,
      ]}
    />
  )
}

/** The directory of units above designated size. */
export function Scale({ scale }: { scale: Dossier['scale'] }) {
  return (
    <Table
      {...plain}
      rowKey="year"
      dataSource={scale}
      columns={[
        { title: '年度', dataIndex: 'year' },
        { title: '是否规上', dataIndex: 'above', render: (above: boolean) => (above ? '规上' : '规下') },
        { title: '专业类别', dataIndex: 'category' },
        source,
      ]}
    />
  )
}

/** Scores given by experts or the firm itself. */
export function Assessments({ assessments }: { assessments: Dossier['assessments'] }) {
  return (
    <Table
      {...plain}
      rowKey={(a) => `${a.year} ${a.score}`}
      dataSource={assessments}
      columns={[
        { title: '年度', dataIndex: 'year' },
        { title: '评分', dataIndex: 'name', render: (name: string, a) => name || a.score },
        { title: '总分', dataIndex: 'points', className: 'number' },
        { title: '评分人', dataIndex: 'assessor' },
        { title: '日期', dataIndex: 'day', render: day },
        { title: '依据文件', dataIndex: 'document' },
        source,
      ]}
    />
  )
}
