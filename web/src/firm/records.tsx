import { Table } from 'antd'

import type { components } from '../contract'
import { amount } from '../format/money'
import { Unreported } from '../parts/figure'
import { Scroll } from '../parts/scroll'
import css from './firm.module.css'
import { sourceOf } from './titles'

type Dossier = components['schemas']['Dossier']

const source = { title: '来源', key: 'source', className: css.source, render: (_: unknown, r: { filing: string; line: number }) => sourceOf(r) }
const plain = { size: 'small', pagination: false, className: css.nowrap! } as const
const day = (d: string) => d || <Unreported />

/** Equity rounds. */
export function Rounds({ rounds, printed = false }: { rounds: Dossier['rounds']; printed?: boolean }) {
  if (rounds.length === 0) return <p className={css.nothing}>没有融资记录。</p>
  return (
    <Scroll label="融资">
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
    </Scroll>
  )
}

/** Listings of the firm's shares. */
export function Listings({ listings }: { listings: Dossier['listings'] }) {
  return (
    <Scroll label="上市">
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
    </Scroll>
  )
}

/** Stays in incubators. */
export function Residencies({ residencies }: { residencies: Dossier['residencies'] }) {
  return (
    <Scroll label="在孵">
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
    </Scroll>
  )
}

/** The directory of units above designated size. */
export function Scale({ scale }: { scale: Dossier['scale'] }) {
  return (
    <Scroll label="规上名录">
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
    </Scroll>
  )
}

/** Scores given by experts or the firm itself. */
export function Assessments({ assessments }: { assessments: Dossier['assessments'] }) {
  return (
    <Scroll label="评分">
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
    </Scroll>
  )
}
