import { Button, Table } from 'antd'
import { Link } from 'react-router'

import { count } from '../format/money'
import { exact } from './amount'
import { batchable, lacking, settleable } from './group'
import { LineWhy, settlementAt } from './line-why'
import { LineMark, ProgressMark, Range } from './marks'
import css from './money.module.css'
import { sizes } from './query'
import { type Clause, isFirm, keyOf, type Line } from './types'

/** Whom money goes to, with the code and the way to its page. */
export function Payee({ payee, name, linked = true }: { payee: string; name: string; linked?: boolean }) {
  return (
    <span className={css.payee}>
      {linked && isFirm(payee) ? <Link to={`/firms/${payee}`}>{name}</Link> : name}
      <small className="mono">{payee === name ? '没有统一社会信用代码' : payee}</small>
    </span>
  )
}

/** What of a line's evidence the records show. */
export function EvidenceMark({ line }: { line: Line }) {
  const lack = lacking(line)
  if (line.evidence.length === 0) return <span className={css.zero}>不需要</span>
  return lack.length === 0 ? <span>齐</span> : <span className={css.unknown} title={`缺：${lack.join('、')}`}>{`缺 ${lack.length} 项`}</span>
}

/** Lines of what is given, each with what explains it; those that may be settled together can be chosen. */
export function LinesTable({ items, loading, clauses, county, linked, page, size, total, empty, onPage, chosen, onChoose, onSettle }: {
  items: readonly Line[]
  loading: boolean
  clauses: ReadonlyMap<string, Clause>
  county: (id: string) => string
  /** Whether settlements may be opened. */
  linked: boolean
  page: number
  size: number
  total: number
  empty: React.ReactNode
  onPage: (page: number, size: number) => void
  chosen?: ReadonlyMap<string, Line>
  onChoose?: (lines: readonly Line[], on: boolean) => void
  onSettle?: (line: Line) => void
}) {
  return (
    <Table<Line>
      rowKey={keyOf}
      size="small"
      scroll={{ x: 960 }}
      loading={loading}
      dataSource={items as Line[]}
      locale={{ emptyText: loading ? ' ' : empty }}
      {...(chosen && onChoose
        ? {
            rowSelection: {
              selectedRowKeys: [...chosen.keys()],
              columnWidth: 36,
              onSelect: (line: Line, on: boolean) => onChoose([line], on),
              hideSelectAll: true, // antd repeats its checkbox in a hidden row, where the keyboard would find it
              getCheckboxProps: (l: Line) => ({ disabled: !batchable(l), 'aria-label': `选择 ${l.name} ${l.clause}`, title: batchable(l) ? undefined : '不能批量核定：金额须逐笔填写，或者不是应给予而未核定的' }),
            },
          }
        : {})}
      expandable={{
        expandedRowRender: (l) => <LineWhy line={l} clause={clauses.get(l.clause)} linked={linked} />,
        columnWidth: 36,
        expandIcon: ({ expanded, onExpand, record }) => (
          <button type="button" className={`ant-table-row-expand-icon ant-table-row-expand-icon-${expanded ? 'expanded' : 'collapsed'}`} aria-expanded={expanded} aria-label={`${record.name} ${record.clause} 的依据与说明`} onClick={(e) => onExpand(record, e)} />
        ),
      }}
      columns={[
        { title: '条款', width: 140, ellipsis: true, render: (_, l) => <span title={clauses.get(l.clause)?.name}><b>{l.clause}</b> <span className={css.note}>{clauses.get(l.clause)?.name}</span></span> },
        { title: '收款单位', render: (_, l) => <Payee payee={l.payee} name={l.name} /> },
        { title: '县(市)区', width: 84, ellipsis: true, render: (_, l) => (l.county ? county(l.county) : <span className={css.zero}>不详</span>) },
        { title: '测算（万元）', width: 128, align: 'right', className: 'number', render: (_, l) => <Range low={l.low} high={l.high} /> },
        { title: '状态', width: 96, render: (_, l) => <LineMark state={l.state} outside={l.outside} /> },
        {
          title: '核定与拨付',
          width: 124,
          render: (_, l) =>
            l.settlement ? (
              <span className={css.payee}>
                {linked ? (
                  <Link to={settlementAt(l.settlement.id)} aria-label={`核定 ${l.settlement.id}`}>
                    <ProgressMark of={l.settlement} />
                  </Link>
                ) : (
                  <ProgressMark of={l.settlement} />
                )}
                <small>{exact(l.settlement.amount)} 万元</small>
              </span>
            ) : l.paid_outside > 0 ? (
              <span className={css.payee}>
                名册已拨付<small>{exact(l.paid_outside)} 万元</small>
              </span>
            ) : (
              <span className={css.zero}>未核定</span>
            ),
        },
        { title: '证明', width: 68, render: (_, l) => <EvidenceMark line={l} /> },
        ...(onSettle
          ? [
              {
                title: '办理',
                width: 66,
                render: (_: unknown, l: Line) =>
                  settleable(l) && (
                    <Button size="small" aria-label={`核定 ${l.name} ${l.clause}`} onClick={() => onSettle(l)}>
                      核定
                    </Button>
                  ),
              },
            ]
          : []),
      ]}
      pagination={{
        current: page,
        pageSize: size,
        total,
        size: 'small',
        pageSizeOptions: [...sizes],
        showSizeChanger: true,
        showTotal: (all, [from, to]) => (all === 0 ? '共 0 笔' : `第 ${count(from)}–${count(to)} 笔，共 ${count(all)} 笔`),
        onChange: onPage,
      }}
    />
  )
}
