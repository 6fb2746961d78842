import { keepPreviousData } from '@tanstack/react-query'
import { Alert, Button, Select, Table, Tabs } from 'antd'
import { useEffect, useState } from 'react'
import { Link, useSearchParams } from 'react-router'

import { api } from '../api/client'
import { dayOf } from '../format/days'
import { count } from '../format/money'
import { Failed, Loading, Nothing } from '../parts/states'
import { useNames, usePolicy } from '../policy/use-policy'
import { ReportButton } from './report-button'
import { useMe } from '../session/session'
import { exact, range } from './amount'
import { settlementAt } from './line-why'
import { ClauseChoice, SearchText } from './lines-filter'
import { Payee } from './lines-table'
import { ProgressMark } from './marks'
import css from './money.module.css'
import { readQuery, sizes, writeQuery, type LineQuery } from './query'
import { MoneySection } from './section'
import { ApproveDialog, approveFault, PubliciseDialog, today } from './settlement-acts'
import type { Settlement, SettlementState } from './types'
import { useClauses, useMoneyYear } from './use-money'

const tabs: { key: SettlementState | 'all'; name: string; empty: string }[] = [
  { key: 'settled', name: '已核定，待公示', empty: '没有等着公示的核定' },
  { key: 'public', name: '公示中，待批准', empty: '没有正在公示的核定' },
  { key: 'approved', name: '已批准，办拨付', empty: '没有已批准的核定' },
  { key: 'reversed', name: '已撤销', empty: '没有撤销过的核定' },
  { key: 'all', name: '全部', empty: '还没有核定过一笔' },
]

/** Settlements by how far they have come; those of one state can go on together. */
export function SettlementsPage() {
  const me = useMe()
  const acts = me.role === 'city'
  const { years, year } = useMoneyYear()
  const [params, setParams] = useSearchParams()
  const query = readQuery(params)
  const tab = tabs.find((t) => t.key === params.get('at')) ?? tabs[0]!
  const clauses = useClauses(year)
  const names = useNames()
  const policy = usePolicy().data
  const [chosen, setChosen] = useState<ReadonlyMap<string, Settlement>>(new Map())
  const [asked, setAsked] = useState<'publicise' | 'approve'>()
  const [told, setTold] = useState<string>()
  const asking = {
    ...(year !== undefined && { year }),
    ...(query.q && { q: query.q }),
    ...(query.clause && { clause: query.clause }),
    ...(query.county && { county: query.county }),
    ...(tab.key !== 'all' && { state: tab.key }),
    page: query.page,
    size: query.size,
  }
  const list = api.useQuery('get', '/api/v1/settlements', { params: { query: asking } }, { placeholderData: keepPreviousData, enabled: year !== undefined })
  const items = list.data?.items ?? []
  const filters = JSON.stringify({ ...asking, page: 0 })
  useEffect(() => setChosen(new Map()), [filters])

  const go = (next: LineQuery) => setParams((before) => writeQuery(next, before), { replace: true })
  const set = (change: Partial<LineQuery>) => go({ ...query, page: 1, ...change })
  const faultOf = (s: Settlement) => (s.state === 'settled' ? undefined : approveFault(s, me.username, today()))
  const choosable = (s: Settlement) => (s.state === 'settled' || s.state === 'public') && faultOf(s) === undefined
  const batch = acts && (tab.key === 'settled' || tab.key === 'public')
  const act = tab.key === 'public' ? 'approve' : 'publicise'
  const blocked = items.filter((s) => s.state === 'public' && faultOf(s) !== undefined)
  const selected = [...chosen.values()]

  const done = (what: (items: Settlement[]) => string) => (all: Settlement[]) => {
    setAsked(undefined)
    setChosen(new Map())
    setTold(what(all))
  }

  return (
    <MoneySection
      title={year === undefined ? '公示与拨付' : `${year} 年奖补的公示与拨付`}
      note="核定之后依次公示、批准、拨付；批准的人不能是核定的人，每一步都记下文号和办理人。金额单位为万元。"
      actions={year !== undefined && <><ReportButton report="publicity" year={year} label="下载公示名单" />{tab.key === 'approved' && <ReportButton report="payments" year={year} label="下载拨付台账" />}</>}
      years={years}
      year={year}
    >
      <Tabs
        activeKey={tab.key}
        items={tabs.map((t) => ({ key: t.key, label: t.name }))}
        onChange={(key) =>
          setParams((before) => {
            const next = writeQuery({ ...query, page: 1 }, before)
            next.set('at', key)
            return next
          })
        }
      />
      {told && <Alert type="success" showIcon closable={{ closeIcon: true, onClose: () => setTold(undefined), 'aria-label': '关闭' }} title={told} style={{ marginBottom: 12 }} />}
      <div className={css.filters} role="search" aria-label="筛选核定">
        <SearchText text={query.q} label="收款单位、编号或文号" onSearch={(q) => set({ q })} />
        <ClauseChoice value={query.clause} clauses={clauses} onChange={(clause) => set({ clause })} />
        {me.role !== 'county' && (
          <Select aria-label="县(市)区" placeholder="县(市)区" allowClear showSearch={{ optionFilterProp: 'label' }} style={{ width: 124 }} value={query.county || undefined} options={policy?.counties.map((c) => ({ value: c.id, label: c.name }))} onChange={(county?: string) => set({ county: county ?? '' })} />
        )}
      </div>
      {batch && items.length > 0 && (
        <div className={css.batch}>
          <Button type="primary" disabled={selected.length === 0} onClick={() => setAsked(act)}>
            {act === 'publicise' ? '批量公示' : '批量批准'}
            {selected.length > 0 && ` ${count(selected.length)} 笔`}
          </Button>
          <Button disabled={!items.some(choosable)} onClick={() => setChosen((b) => changed(b, items.filter(choosable), true))}>
            选择本页可办的
          </Button>
          {selected.length > 0 ? (
            <span role="status">
              已选 {count(selected.length)} 笔，{exact(selected.reduce((n, s) => n + s.amount, 0))} 万元
            </span>
          ) : act === 'publicise' ? (
            <span className={css.note}>选择要公示的，一起公示。</span>
          ) : (
            <span className={css.note}>公示期满、不是由您核定的可以选择{blocked.length > 0 && `；本页 ${count(blocked.length)} 笔暂时不能由您批准，原因见“下一步”`}。</span>
          )}
        </div>
      )}
      <div className={css.list} aria-busy={list.isFetching}>
        {list.isError && !list.data ? (
          <Failed why={list.error} onRetry={() => void list.refetch()} />
        ) : year !== undefined && list.isPending ? (
          <Loading />
        ) : (
          <Table<Settlement>
            rowKey="id"
            size="small"
            scroll={{ x: 960 }}
            dataSource={items}
            locale={{ emptyText: <Nothing title={query.q || query.clause || query.county ? '没有符合筛选的核定' : tab.empty} /> }}
            {...(batch
              ? {
                  rowSelection: {
                    selectedRowKeys: [...chosen.keys()],
                    columnWidth: 36,
                    onSelect: (s: Settlement, on: boolean) => setChosen((b) => changed(b, [s], on)),
                    hideSelectAll: true, // antd repeats its checkbox in a hidden row, where the keyboard would find it
                    getCheckboxProps: (s: Settlement) => ({ disabled: !choosable(s), 'aria-label': `选择 ${s.id} ${s.name}`, title: faultOf(s) }),
                  },
                }
              : {})}
            columns={[
              { title: '编号', width: 104, render: (_, s) => <Link to={settlementAt(s.id)}>{s.id}</Link> },
              { title: '条款', width: 52, render: (_, s) => <b title={clauses.get(s.clause)?.name}>{s.clause}</b> },
              { title: '收款单位', render: (_, s) => <Payee payee={s.payee} name={s.name} /> },
              { title: '县(市)区', width: 82, ellipsis: true, render: (_, s) => (s.county ? names.county(s.county) : <span className={css.zero}>不详</span>) },
              { title: '测算', width: 108, align: 'right', className: 'number', render: (_, s) => range(s.low, s.high) ?? '' },
              { title: '核定', width: 92, align: 'right', className: 'number', render: (_, s) => <b>{exact(s.amount)}</b> },
              { title: '已拨付', width: 92, align: 'right', className: 'number', render: (_, s) => (s.paid === 0 ? <span className={css.zero}>{exact(0)}</span> : exact(s.paid)) },
              { title: '状态', width: 92, render: (_, s) => <ProgressMark of={s} /> },
              { title: '下一步', width: 164, render: (_, s) => <Next settlement={s} fault={acts ? faultOf(s) : undefined} /> },
            ]}
            pagination={{
              current: query.page,
              pageSize: query.size,
              total: list.data?.total ?? 0,
              size: 'small',
              pageSizeOptions: [...sizes],
              showSizeChanger: true,
              showTotal: (n) => `共 ${count(n)} 笔`,
              onChange: (page, size) => go({ ...query, page: size === query.size ? page : 1, size: size as LineQuery['size'] }),
            }}
          />
        )}
      </div>
      {asked === 'publicise' && (
        <PubliciseDialog
          all={selected}
          onClose={() => setAsked(undefined)}
          onDone={done((all) => `${count(all.length)} 笔已开始公示：${all[0]?.public_from} 至 ${all[0]?.public_until}，期满之后可以批准。`)}
        />
      )}
      {asked === 'approve' && <ApproveDialog all={selected} onClose={() => setAsked(undefined)} onDone={done((all) => `${count(all.length)} 笔已批准，可以拨付。`)} />}
    </MoneySection>
  )
}

function changed(before: ReadonlyMap<string, Settlement>, all: readonly Settlement[], on: boolean): ReadonlyMap<string, Settlement> {
  const next = new Map(before)
  for (const s of all) {
    if (on && next.size < 500) next.set(s.id, s)
    if (!on) next.delete(s.id)
  }
  return next
}

/** What is to be done with a settlement next, and what it waits for. */
function Next({ settlement: s, fault }: { settlement: Settlement; fault: string | undefined }) {
  const due = s.state === 'public' && fault === undefined && s.public_until < today()
  const [what, note] =
    s.state === 'settled'
      ? ['公示', `${dayOf(s.settled_at)} ${s.settled_by} 核定`]
      : s.state === 'public'
        ? due
          ? ['批准', `公示已于 ${s.public_until} 期满`]
          : ['', fault ?? `公示至 ${s.public_until}`]
        : s.state === 'approved'
          ? s.paid < s.amount
            ? [`拨付 ${exact(s.amount - s.paid)} 万元`, '']
            : ['', '已办结']
          : ['', '可以重新核定']
  return (
    <span className={css.payee}>
      {what}
      {note && <small>{note}</small>}
    </span>
  )
}
