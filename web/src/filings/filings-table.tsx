import { keepPreviousData } from '@tanstack/react-query'
import { Alert, Button, Checkbox, Select, Table } from 'antd'
import { useState } from 'react'
import { Link, useSearchParams } from 'react-router'

import { api, server } from '../api/client'
import { messageOf } from '../api/problem'
import type { operations } from '../contract'
import { moment } from '../format/days'
import { count } from '../format/money'
import { Failed } from '../parts/states'
import { useNames } from '../policy/use-policy'
import css from './filings.module.css'
import { StateMark } from './state-mark'
import { ifMatch, stale } from './use-filings'
import { type Filing, kindIDs, kinds, stateIDs, states } from './words'

type Asked = NonNullable<operations['listFilings']['parameters']['query']>

const size = 20

/** Filings, narrowed by the address and by what is fixed. With `batch` those that may be passed can be passed together. */
export function FilingsTable({ fixed, at, empty, batch = false }: { fixed: Asked; at: (id: string) => string; empty: string; batch?: boolean }) {
  const [params, setParams] = useSearchParams()
  const [chosen, setChosen] = useState<string[]>([])
  const [told, setTold] = useState<{ done: number; of: number; failed: string[]; running: boolean }>()
  const { county } = useNames()
  const kind = kindIDs.find((k) => k === params.get('k'))
  const state = stateIDs.find((s) => s === params.get('state'))
  const page = Math.max(1, Number(/^\d{1,4}$/.exec(params.get('page') ?? '')?.[0] ?? 1))
  const list = api.useQuery(
    'get',
    '/api/v1/filings',
    { params: { query: { ...(kind ? { kind } : {}), ...(state ? { state } : {}), ...fixed, page, size } } },
    { placeholderData: keepPreviousData },
  )
  const set = (key: string, value: string | undefined) =>
    setParams(
      (before) => {
        if (key !== 'page') before.delete('page')
        if (value) before.set(key, value)
        else before.delete(key)
        return before
      },
      { replace: true },
    )
  const items = list.data?.items ?? []
  const passable = items.filter((f) => f.can.includes('pass'))
  const selected = passable.filter((f) => chosen.includes(f.id))

  const passAll = async () => {
    const failed: string[] = []
    for (const [i, f] of selected.entries()) {
      setTold({ done: i, of: selected.length, failed, running: true })
      try {
        await server.POST('/api/v1/filings/{id}/pass', { params: { path: { id: f.id }, header: ifMatch(f) } })
      } catch (why) {
        failed.push(`${f.id}：${messageOf(why)}`)
      }
    }
    setTold({ done: selected.length, of: selected.length, failed, running: false })
    setChosen([])
    await stale()
  }

  if (list.isError && !list.data) return <Failed why={list.error} onRetry={() => void list.refetch()} />
  return (
    <>
      <div className={css.filters}>
        <Select aria-label="种类" placeholder="种类" allowClear style={{ width: 130 }} value={kind} options={kindIDs.map((k) => ({ value: k, label: kinds[k] }))} onChange={(k?: string) => set('k', k)} />
        {!fixed.waiting && (
          <Select aria-label="状态" placeholder="状态" allowClear style={{ width: 130 }} popupMatchSelectWidth={false} value={state} options={stateIDs.map((s) => ({ value: s, label: states[s].name }))} onChange={(s?: string) => set('state', s)} />
        )}
        {batch && (
          <>
            <Checkbox
              checked={selected.length > 0 && selected.length === passable.length}
              indeterminate={selected.length > 0 && selected.length < passable.length}
              disabled={passable.length === 0}
              onChange={(e) => setChosen(e.target.checked ? passable.map((f) => f.id) : [])}
            >
              本页全选
            </Checkbox>
            <Button type="primary" disabled={selected.length === 0} loading={told?.running ?? false} onClick={() => void passAll()}>
              批量审核通过{selected.length > 0 && `（${selected.length} 件）`}
            </Button>
          </>
        )}
      </div>
      {told && (
        <Alert
          style={{ marginBottom: 12, whiteSpace: 'pre-wrap' }}
          type={told.failed.length ? 'warning' : 'success'}
          showIcon
          title={told.running ? `正在办理 ${told.done + 1}/${told.of}…` : `已审核通过 ${told.of - told.failed.length} 件${told.failed.length ? `，${told.failed.length} 件没有办成` : ''}。`}
          description={told.failed.join('\n') || undefined}
        />
      )}
      <Table
        size="small"
        rowKey="id"
        dataSource={items}
        loading={list.isPending}
        scroll={{ x: 900 }}
        locale={{ emptyText: <span className={css.empty}>{kind || state ? '没有符合筛选的申报' : empty}</span> }}
        {...(batch ? { rowSelection: { selectedRowKeys: chosen, onChange: (keys: React.Key[]) => setChosen(keys.map(String)), getCheckboxProps: (f: Filing) => ({ disabled: !f.can.includes('pass'), 'aria-label': `选择 ${f.id}` }), hideSelectAll: true } } : {})}
        columns={[
          { title: '编号', width: 100, render: (_, f) => <Link to={at(f.id)}>{f.id}</Link> },
          { title: '种类', width: 150, render: (_, f: Filing) => `${kinds[f.kind]}${f.year ? ` ${f.year}` : ''}` },
          { title: '申报人', ellipsis: true, render: (_, f) => f.incubator || (f.county ? county(f.county) : f.by) },
          { title: '状态', width: 140, render: (_, f) => <StateMark state={f.state} /> },
          { title: '新增', width: 76, className: 'number', render: (_, f) => count(f.totals.create) },
          { title: '更新', width: 76, className: 'number', render: (_, f) => count(f.totals.update) },
          { title: '拒绝', width: 76, className: 'number', render: (_, f) => <span className={f.totals.reject ? css.fault : undefined}>{count(f.totals.reject)}</span> },
          { title: '建立时间', width: 150, render: (_, f) => moment(f.created_at) },
        ]}
        pagination={{ current: page, pageSize: size, total: list.data?.total ?? 0, size: 'small', showSizeChanger: false, hideOnSinglePage: true, showTotal: (n) => `共 ${count(n)} 件`, onChange: (p) => set('page', p > 1 ? String(p) : undefined) }}
      />
    </>
  )
}
