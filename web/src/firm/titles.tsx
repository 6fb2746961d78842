import { Table } from 'antd'

import type { components } from '../contract'
import { termOn } from '../format/days'
import { count } from '../format/money'
import { Unreported } from '../parts/figure'
import { Scroll } from '../parts/scroll'
import { Sign, type SignName } from '../parts/sign'
import { useNames } from '../policy/use-policy'
import css from './firm.module.css'

type Recognition = components['schemas']['Recognition']

/** The firm's titles, and how each stood on the day of the judgement and stands today. On paper only the former. */
export function Titles({ titles, day, today }: { titles: readonly Recognition[]; day: string; today?: string }) {
  const names = useNames()
  if (titles.length === 0) return <p className={css.nothing}>没有资质认定。</p>
  const latestFirst = [...titles].sort((a, b) => b.issued.localeCompare(a.issued))
  return (
    <Scroll label="资质认定">
    <Table<Recognition>
      rowKey={(r) => `${r.kind} ${r.ref} ${r.issued}`}
      size="small"
      className={css.nowrap}
      pagination={false}
      dataSource={latestFirst}
      columns={[
        { title: '类别', dataIndex: 'kind', render: (kind: string) => names.kind(kind) },
        { title: '级别', dataIndex: 'level' },
        { title: '证书编号', dataIndex: 'number', className: 'mono', render: (n: string) => n || <Unreported /> },
        { title: '发证日期', dataIndex: 'issued', render: (d: string) => d || <Unreported /> },
        { title: '有效期至', dataIndex: 'ends', render: (d: string) => d || '未载明' },
        ...(day ? [{ title: `状态(${day})`, key: 'term', render: (_: unknown, r: Recognition) => <Term title={r} day={day} /> }] : []),
        ...(today
          ? [
              { title: '今日', key: 'today', render: (_: unknown, r: Recognition) => <Term title={r} day={today} /> },
              { title: '批次', dataIndex: 'batch' },
              { title: '文号', dataIndex: 'doc_no' },
              { title: '来源', key: 'source', className: css.source, render: (_: unknown, r: Recognition) => sourceOf(r) },
            ]
          : []),
      ]}
    />
    </Scroll>
  )
}

/** Whether a title is good on a day, and for how long, as far as its own dates say. */
export function Term({ title, day }: { title: Recognition; day: string }) {
  const { className, sign, text } = words(title, day)
  return (
    <span className={className}>
      {sign && <Sign name={sign} size={11} />} {text}
    </span>
  )
}

function words(title: Recognition, day: string): { className: string | undefined; sign?: SignName; text: string } {
  if (title.issued > day) return { className: css.later, text: '当时尚未发证' }
  const { state, days } = termOn(day, title)
  switch (state) {
    case 'revoked':
      return { className: css.over, sign: 'cross', text: `${title.revoked} 撤销` }
    case 'ended':
      return { className: css.over, sign: 'clock', text: `已到期 ${count(days)} 天` }
    case 'ending':
      return { className: css.ending, sign: 'alert', text: `还有 ${days} 天到期` }
    case 'valid':
      return { className: css.good, sign: 'check', text: `有效，还有 ${count(days)} 天` }
    case 'open':
      return { className: css.later, text: '证书未载明，按类别的有效期判定' }
  }
}

/** Where a record came from. */
export const sourceOf = ({ filing, line }: { filing: string; line: number }) => `${filing} 第 ${line} 行`
