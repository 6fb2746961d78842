import { keepPreviousData } from '@tanstack/react-query'
import { Input, Switch, Table } from 'antd'
import { useState } from 'react'
import { useSearchParams } from 'react-router'

import { api } from '../api/client'
import { count } from '../format/money'
import { Panel } from '../parts/page'
import { Failed } from '../parts/states'
import { useNames } from '../policy/use-policy'
import css from './filings.module.css'
import { type Difference, differences, summary } from './record'
import { useTemplate } from './use-filings'
import { type Action, actionIDs, actions, type Filing, type Step } from './words'

/** What the office says of single lines, by line. */
export type LineOpinions = ReadonlyMap<number, string>

const keyOf = (s: Step) => `${s.line}/${s.seq}`
const size = 50

/** The lines of a filing with what each changes. `onOpinion` lets the office say something of a line. */
export function StepsPanel({ filing, opinions, onOpinion }: { filing: Filing; opinions: LineOpinions; onOpinion?: (line: number, text: string) => void }) {
  const [params, setParams] = useSearchParams()
  const action = actionIDs.find((a) => a === params.get('action'))
  const page = Math.max(1, Number(/^\d{1,5}$/.exec(params.get('page') ?? '')?.[0] ?? 1))
  const [all, setAll] = useState(false)
  const [toggled, setToggled] = useState<ReadonlySet<string>>(new Set())
  const template = useTemplate(filing.kind)
  const { county } = useNames()
  const steps = api.useQuery(
    'get',
    '/api/v1/filings/{id}/steps',
    { params: { path: { id: filing.id }, query: { ...(action ? { action } : {}), page, size } } },
    { placeholderData: keepPreviousData },
  )
  const set = (change: { action?: Action | undefined; page?: number }) =>
    setParams(
      (before) => {
        if ('action' in change) {
          before.delete('page')
          if (change.action) before.set('action', change.action)
          else before.delete('action')
        }
        if (change.page) before.set('page', String(change.page))
        return before
      },
      { replace: true },
    )
  const rows = (steps.data?.items ?? []).map((step) => ({ step, all: differences(step, filing.kind, template, county) }))
  const open = rows.map((r) => keyOf(r.step)).filter((k) => all !== toggled.has(k))

  return (
    <Panel
      title="变更明细"
      id="steps"
      aside={
        <label>
          全部展开 <Switch size="small" checked={all} onChange={(on) => (setAll(on), setToggled(new Set()))} aria-label="全部展开" />
        </label>
      }
    >
      <div className={css.totals} role="group" aria-label="按变更筛选">
        {actionIDs.map((a) => (
          <button
            key={a}
            type="button"
            className={`${css.total} ${a === 'reject' && filing.totals.reject > 0 ? css.rejected : ''}`}
            aria-pressed={action === a}
            onClick={() => set({ action: action === a ? undefined : a })}
          >
            {actions[a]}
            <b>{count(filing.totals[a])}</b>
          </button>
        ))}
      </div>
      {steps.isError && !steps.data ? (
        <Failed why={steps.error} onRetry={() => void steps.refetch()} />
      ) : (
        <Table
          size="small"
          style={{ marginTop: 16 }}
          rowKey={(r) => keyOf(r.step)}
          dataSource={rows}
          loading={steps.isPending}
          scroll={{ x: 760 }}
          locale={{ emptyText: <span className={css.empty}>{action ? `没有${actions[action]}的行` : '没有数据行'}</span> }}
          expandable={{
            expandedRowKeys: open,
            onExpand: (_, r) =>
              setToggled((before) => {
                const next = new Set(before)
                if (!next.delete(keyOf(r.step))) next.add(keyOf(r.step))
                return next
              }),
            expandedRowRender: (r) => <Line step={r.step} all={r.all} opinion={opinions.get(r.step.line) ?? ''} onOpinion={onOpinion} />,
          }}
          columns={[
            { title: '行', width: 64, className: 'number', render: (_, r) => r.step.line },
            { title: '名称', width: 240, ellipsis: true, render: (_, r) => r.step.name || r.step.key || '—' },
            { title: '变更', width: 80, render: (_, r) => <span className={r.step.action === 'reject' ? css.fault : undefined}>{actions[r.step.action]}</span> },
            { title: '内容', render: (_, r) => <Gist step={r.step} all={r.all} said={opinions.get(r.step.line)} /> },
          ]}
          pagination={{
            current: page,
            pageSize: size,
            total: steps.data?.total ?? 0,
            size: 'small',
            showSizeChanger: false,
            hideOnSinglePage: true,
            showTotal: (n) => `共 ${count(n)} 行`,
            onChange: (p) => set({ page: p }),
          }}
        />
      )}
    </Panel>
  )
}

function Gist({ step, all, said }: { step: Step; all: readonly Difference[]; said: string | undefined }) {
  return (
    <>
      {step.faults.length > 0 && <Faults step={step} />}
      {step.action === 'update' && <div>{summary(all)}</div>}
      {step.action === 'create' && step.faults.length === 0 && <span className={css.small}>新增一条记录，展开查看</span>}
      {step.opinion && <div className={css.opinion}>退回意见：{step.opinion}</div>}
      {said && <div className={css.opinion}>拟退回意见：{said}</div>}
    </>
  )
}

/** Whether the place of a fault is one of a form, 第 1 行「成立日期」, which names its title already, and not a cell of a sheet. */
const inForm = (place: string) => place.includes('「')

function Faults({ step }: { step: Step }) {
  return (
    <ul>
      {step.faults.map((f, i) => (
        <li key={i} className={f.warning ? css.warning : css.fault}>
          {f.cell && !inForm(f.cell) && <span className="mono">{f.cell} </span>}
          {f.warning ? '提示：' : ''}
          {f.cell && inForm(f.cell) ? `${f.cell}：` : f.title && `${f.title}：`}
          {f.detail}
          {f.value && <span className={css.small}>（原文“{f.value}”）</span>}
        </li>
      ))}
    </ul>
  )
}

/** A line in full: before beside after; for a rejected line what stands in its cells. */
function Line({ step, all, opinion, onOpinion }: { step: Step; all: readonly Difference[]; opinion: string; onOpinion: ((line: number, text: string) => void) | undefined }) {
  return (
    <>
      {all.length > 0 ? (
        <table className={css.diff}>
          <thead>
            <tr>
              <th scope="col">项目</th>
              <th scope="col">变更前</th>
              <th scope="col">变更后</th>
            </tr>
          </thead>
          <tbody>
            {all.map((d) => (
              <tr key={d.key} className={step.action === 'update' && d.changed ? css.changed : undefined}>
                <th scope="row">{d.title}</th>
                <td>{step.before ? d.before : '—'}</td>
                <td>{d.after}</td>
              </tr>
            ))}
          </tbody>
        </table>
      ) : (
        <p className={css.small}>该行原文：{step.cells.filter(Boolean).join(' ｜ ') || '空'}</p>
      )}
      {onOpinion && (
        <label style={{ display: 'block', maxWidth: 860, marginTop: 8 }}>
          对第 {step.line} 行的意见（退回时一并发出）
          <Input.TextArea value={opinion} onChange={(e) => onOpinion(step.line, e.target.value)} maxLength={1000} rows={2} />
        </label>
      )}
    </>
  )
}
