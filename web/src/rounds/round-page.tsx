import { keepPreviousData } from '@tanstack/react-query'
import { Alert, App, Button, Segmented, Select, Table } from 'antd'
import { useState } from 'react'
import { Link, useNavigate, useParams, useSearchParams } from 'react-router'

import { api } from '../api/client'
import { messageOf } from '../api/problem'
import css from '../filings/filings.module.css'
import { stale } from '../filings/use-filings'
import { kinds, type ReportState, reportStates } from '../filings/words'
import { count } from '../format/money'
import { Page, Panel } from '../parts/page'
import { Failed, Loading } from '../parts/states'
import { useNames } from '../policy/use-policy'
import { useMe } from '../session/session'
import { RoundForm } from './round-form'
import { whens } from './rounds-list'

const size = 50

/** A round: how far everybody is in it, and which firms are missing. */
export function RoundPage() {
  const id = Number(useParams().id)
  const { role } = useMe()
  const { message } = App.useApp()
  const navigate = useNavigate()
  const [changing, setChanging] = useState(false)
  const round = api.useQuery('get', '/api/v1/rounds/{id}', { params: { path: { id } } })
  const remind = api.useMutation('post', '/api/v1/rounds/{id}/remind')
  const r = round.data
  if (!r) return <Page title="申报批次">{round.isError ? <Failed why={round.error} onRetry={() => void round.refetch()} /> : <Loading />}</Page>
  const file = `?kind=${r.kind}${r.year ? `&year=${r.year}` : ''}`
  return (
    <Page
      title={r.name}
      note={`${kinds[r.kind]}${r.year ? ` ${r.year} 年度` : ''}；${r.opens} 至 ${r.closes}，${whens[r.when]}；${r.publicity_days ? `公示 ${r.publicity_days} 个工作日` : '不公示'}${r.note ? `。${r.note}` : ''}`}
      actions={
        <>
          {role === 'incubator' && r.when === 'open' && (
            <>
              <Button type="primary" onClick={() => void navigate(`/filings/form${file}&round=${r.id}`)}>
                在线填报
              </Button>
              <Button onClick={() => void navigate(`/filings/upload${file}`)}>上传花名册</Button>
            </>
          )}
          {role === 'city' && <Button onClick={() => setChanging(true)}>修改</Button>}
          {role !== 'incubator' && r.when === 'open' && (
            <Button
              loading={remind.isPending}
              onClick={() =>
                remind.mutate(
                  { params: { path: { id } } },
                  { onSuccess: ({ sent }) => void (message.success(sent ? `已催报 ${sent} 个孵化载体。` : '没有需要催报的载体，或今日已经催报。'), stale()) },
                )
              }
            >
              催报
            </Button>
          )}
        </>
      }
    >
      {changing && <RoundForm round={r} onClose={() => setChanging(false)} />}
      <div className={css.stack}>
        {remind.isError && <Alert type="error" showIcon title={messageOf(remind.error)} />}
        <CompletionPanel id={id} />
        {r.kind === 'figures' && <FirmsPanel id={id} />}
      </div>
    </Page>
  )
}

/** n of d in whole per cent, rounded down: 100% is only said when nothing is missing. */
export const percent = (rate: { num: number; den: number }) => (rate.den === 0 ? '无应报' : `${Math.floor((rate.num * 100) / rate.den)}%`)

function CompletionPanel({ id }: { id: number }) {
  const { role } = useMe()
  const { county } = useNames()
  const [params, setParams] = useSearchParams()
  const by = params.get('by') === 'county' ? 'county' : 'incubator'
  const list = api.useQuery('get', '/api/v1/rounds/{id}/completion', { params: { path: { id }, query: { by } } }, { placeholderData: keepPreviousData })
  const number = (title: string, key: 'expected' | Exclude<ReportState, 'none'>) => ({ title, width: 92, className: 'number', dataIndex: key, render: (n: number) => count(n) })
  return (
    <Panel
      title="完成情况"
      id="completion"
      aside={
        role === 'city' && (
          <Segmented
            size="small"
            value={by}
            options={[
              { value: 'incubator', label: '按孵化载体' },
              { value: 'county', label: '按县(市)区' },
            ]}
            onChange={(v) => setParams((before) => (before.set('by', v), before), { replace: true })}
          />
        )
      }
    >
      {list.isError && !list.data ? (
        <Failed why={list.error} onRetry={() => void list.refetch()} />
      ) : (
        <Table
          size="small"
          rowKey={(c) => c.incubator + c.county}
          dataSource={list.data?.items ?? []}
          loading={list.isPending}
          pagination={{ pageSize: 20, size: 'small', hideOnSinglePage: true, showSizeChanger: false }}
          scroll={{ x: 1000 }}
          locale={{ emptyText: <span className={css.empty}>{'没有应报的载体'}</span> }}
          columns={[
            ...(by === 'incubator' ? [{ title: '孵化载体', dataIndex: 'incubator', ellipsis: true }] : []),
            { title: '县(市)区', width: 110, dataIndex: 'county', render: (c: string) => county(c) },
            number('应报', 'expected'),
            number('已入库', 'reported'),
            number('待审核', 'submitted'),
            number('待确认', 'passed'),
            number('公示中', 'public'),
            number('被退回', 'returned'),
            number('草稿', 'draft'),
            number('未填报', 'missing'),
            { title: '完成率', width: 84, className: 'number', render: (_, c) => percent(c.rate) },
          ]}
        />
      )}
    </Panel>
  )
}

function FirmsPanel({ id }: { id: number }) {
  const [params, setParams] = useSearchParams()
  const state = (Object.keys(reportStates) as ReportState[]).find((s) => s === params.get('state'))
  const page = Math.max(1, Number(/^\d{1,4}$/.exec(params.get('page') ?? '')?.[0] ?? 1))
  const list = api.useQuery('get', '/api/v1/rounds/{id}/firms', { params: { path: { id }, query: { ...(state ? { state } : {}), page, size } } }, { placeholderData: keepPreviousData })
  return (
    <Panel title="应报企业" id="firms">
      <div className={css.filters}>
        <Select
          aria-label="报到哪一步"
          placeholder="报到哪一步"
          allowClear
          style={{ width: 150 }}
          value={state}
          options={Object.entries(reportStates).map(([value, label]) => ({ value, label }))}
          onChange={(s?: string) =>
            setParams((before) => {
              before.delete('page')
              if (s) before.set('state', s)
              else before.delete('state')
              return before
            })
          }
        />
      </div>
      {list.isError && !list.data ? (
        <Failed why={list.error} onRetry={() => void list.refetch()} />
      ) : (
        <Table
          size="small"
          rowKey="code"
          dataSource={list.data?.items ?? []}
          loading={list.isPending}
          scroll={{ x: 800 }}
          locale={{ emptyText: <span className={css.empty}>{state ? `没有${reportStates[state]}的企业` : '没有应报的企业'}</span> }}
          columns={[
            { title: '统一社会信用代码', width: 190, className: 'mono', dataIndex: 'code' },
            { title: '企业名称', ellipsis: true, render: (_, f) => <Link to={`/firms/${f.code}`}>{f.name}</Link> },
            { title: '孵化载体', ellipsis: true, dataIndex: 'incubator' },
            { title: '进度', width: 110, render: (_, f) => reportStates[f.state] },
            { title: '申报', width: 110, render: (_, f) => f.filing && <Link to={`/filings/${f.filing}`}>{f.filing}</Link> },
          ]}
          pagination={{ current: page, pageSize: size, total: list.data?.total ?? 0, size: 'small', showSizeChanger: false, hideOnSinglePage: true, showTotal: (n) => `共 ${count(n)} 家`, onChange: (p) => setParams((before) => (before.set('page', String(p)), before)) }}
        />
      )}
    </Panel>
  )
}
