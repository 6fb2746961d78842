import { keepPreviousData } from '@tanstack/react-query'
import { Alert, Button, Tabs } from 'antd'
import { useEffect, useMemo, useState } from 'react'
import { useSearchParams } from 'react-router'

import { api } from '../api/client'
import { ApiError, messageOf } from '../api/problem'
import { count } from '../format/money'
import { Failed, Loading, Nothing } from '../parts/states'
import { useNames } from '../policy/use-policy'
import { ReportButton } from './report-button'
import { useMe } from '../session/session'
import { exact, range } from './amount'
import { batchable, sumOf } from './group'
import { LinesFilter } from './lines-filter'
import { LinesTable } from './lines-table'
import css from './money.module.css'
import { cleared, filtersOf, type LineQuery, narrowed, readQuery, writeQuery } from './query'
import { MoneySection } from './section'
import { SettleBatchDialog, SettleDialog } from './settle-dialog'
import { CrossTable, Readings, Tiles } from './totals'
import { keyOf, type Line } from './types'
import { collect, useClauses, useMoneyYear } from './use-money'

/** How many lines one document settles at most; the server's bound. */
const most = 500

/** What a published year gives: totals, the table of clauses and counties, and every line. */
export function MoneyPage() {
  const me = useMe()
  const { years, year } = useMoneyYear()
  const totals = api.useQuery('get', '/api/v1/entitlements/totals', { params: { query: year === undefined ? {} : { year } } }, { placeholderData: keepPreviousData })
  const mine = me.role === 'incubator'
  const title = mine ? '我的奖补' : '奖补测算与核定'

  if (!totals.data)
    return (
      <MoneySection title={title} years={years} year={year}>
        {totals.isError ? totals.error instanceof ApiError && totals.error.status === 404 ? <Unpublished year={year} /> : <Failed why={totals.error} onRetry={() => void totals.refetch()} /> : <Loading />}
      </MoneySection>
    )
  const t = totals.data
  return (
    <MoneySection
      title={`${t.year} 年${title}`}
      note={mine ? '本载体的企业和载体自身在该年度应得的奖补；核定、公示、批准和拨付由市科技局办理。' : `出自已发布的年度评价 ${t.review}；金额单位为万元，合计为各笔之和。`}
      actions={!mine && <ReportButton report="incentives" year={t.year} label="下载测算表" />}
      years={years}
      year={t.year}
    >
      <div className={css.stack}>
        <Tiles totals={t} />
        {mine ? <Lines year={t.year} /> : <Parts year={t.year} cross={<CrossTable totals={t} />} readings={<Readings totals={t} ownCounty={me.role === 'county'} />} />}
      </div>
    </MoneySection>
  )
}

function Unpublished({ year }: { year: number | undefined }) {
  return <Nothing title={year === undefined ? '还没有发布过年度评价' : `${year} 年还没有已发布的评价`}>奖补随年度评价测算；完成并发布该年度的评价之后，这里会列出每一笔。</Nothing>
}

/** The list and the table; which one is shown stands in the address. */
function Parts({ year, cross, readings }: { year: number; cross: React.ReactNode; readings: React.ReactNode }) {
  const [params, setParams] = useSearchParams()
  const part = params.get('part') === 'cross' ? 'cross' : 'lines'
  return (
    <Tabs
      activeKey={part}
      destroyOnHidden
      onChange={(key) =>
        setParams((before) => {
          if (key === 'cross') before.set('part', key)
          else before.delete('part')
          return before
        })
      }
      items={[
        { key: 'lines', label: '逐笔明细', children: <Lines year={year} /> },
        {
          key: 'cross',
          label: '条款与县(市)区',
          children: (
            <div className={css.stack}>
              {readings}
              {cross}
            </div>
          ),
        },
      ]}
    />
  )
}

function Lines({ year }: { year: number }) {
  const me = useMe()
  const settles = me.role === 'city'
  const [params, setParams] = useSearchParams()
  const query = useMemo(() => readQuery(params), [params])
  const clauses = useClauses(year)
  const names = useNames()
  const [chosen, setChosen] = useState<ReadonlyMap<string, Line>>(new Map())
  const [settling, setSettling] = useState<Line | 'chosen'>()
  const list = api.useQuery('get', '/api/v1/entitlements', { params: { query: { year, ...filtersOf(query), page: query.page, size: query.size } } }, { placeholderData: keepPreviousData })
  const filters = JSON.stringify([year, filtersOf(query)])

  // What was chosen belongs to what was filtered for: another filter begins anew.
  useEffect(() => setChosen(new Map()), [filters])

  const go = (next: LineQuery, replace = false) => setParams((before) => writeQuery(next, before), { replace })
  const choose = (lines: readonly Line[], on: boolean) =>
    setChosen((before) => {
      const next = new Map(before)
      for (const l of lines) {
        if (on && batchable(l) && next.size < most) next.set(keyOf(l), l)
        if (!on) next.delete(keyOf(l))
      }
      return next
    })

  if (list.isError && !list.data) return <Failed why={list.error} onRetry={() => void list.refetch()} />
  const sums = list.data?.sums
  const done = () => {
    setSettling(undefined)
    setChosen(new Map())
  }
  return (
    <section aria-label="逐笔明细">
      <LinesFilter query={query} clauses={clauses} counties={me.role === 'city' || me.role === 'leadership'} onChange={(q) => go(q, q.q !== query.q)} />
      {settles && <Batch year={year} query={query} chosen={chosen} onPage={() => choose(list.data?.items ?? [], true)} onChosen={(lines) => setChosen(new Map(lines.map((l) => [keyOf(l), l])))} onClear={() => setChosen(new Map())} onSettle={() => setSettling('chosen')} />}
      <div className={css.list} aria-busy={list.isFetching}>
        <LinesTable
          items={list.data?.items ?? []}
          loading={list.isPending}
          clauses={clauses}
          county={names.county}
          linked={me.role !== 'incubator'}
          page={query.page}
          size={query.size}
          total={list.data?.total ?? 0}
          empty={
            narrowed(query) ? (
              <Nothing title="没有符合筛选的测算">
                <Button onClick={() => go(cleared(query))}>清除筛选</Button>
              </Nothing>
            ) : (
              <Nothing title={`${year} 年没有一笔奖补`}>{me.role === 'incubator' ? '符合条款的企业会在年度评价发布之后列在这里。' : '没有企业或单位符合当年有效的资金条款。'}</Nothing>
            )
          }
          onPage={(page, size) => go({ ...query, page: size === query.size ? page : 1, size: size as LineQuery['size'] })}
          {...(settles ? { chosen, onChoose: choose, onSettle: (l: Line) => setSettling(l) } : {})}
        />
        {sums && list.data!.total > 0 && (
          <p className={css.listSum} role="status">
            {narrowed(query) ? '符合筛选的' : '全部'} {count(sums.lines)} 笔：应给予 {range(sums.low, sums.high)} 万元，已核定 {exact(sums.settled)} 万元，已拨付 {exact(sums.paid + sums.paid_outside)} 万元；待补 {count(sums.pending)} 笔，暂缓 {count(sums.suspended)} 笔
            {sums.outside > 0 && `，期外 ${count(sums.outside)} 笔`}。
          </p>
        )}
      </div>
      {settling === 'chosen' && list.data && <SettleBatchDialog lines={[...chosen.values()]} review={list.data.review} clauses={clauses} onClose={() => setSettling(undefined)} onDone={done} />}
      {settling && settling !== 'chosen' && list.data && <SettleDialog line={settling} review={list.data.review} clauses={clauses} onClose={() => setSettling(undefined)} onDone={done} />}
    </section>
  )
}

/** What is chosen to be settled together, and how to choose all that the filter has. */
function Batch({ year, query, chosen, onPage, onChosen, onClear, onSettle }: { year: number; query: LineQuery; chosen: ReadonlyMap<string, Line>; onPage: () => void; onChosen: (lines: Line[]) => void; onClear: () => void; onSettle: () => void }) {
  const [state, setState] = useState<{ busy: boolean; why?: unknown; told?: string }>({ busy: false })
  const open = (query.state === undefined || query.state === 'owed') && (query.settled === undefined || query.settled === 'none') && query.outside !== true

  const all = async () => {
    setState({ busy: true })
    try {
      const found = await collect(year, { ...filtersOf(query), state: 'owed', settled: 'none', outside: false }, most, batchable)
      onChosen(found.lines)
      setState({ busy: false, told: found.lines.length === 0 ? '筛选范围内没有可以批量核定的。' : found.more ? `一次最多 ${most} 笔，已选择前 ${count(found.lines.length)} 笔，其余请核定后再选。` : undefined } as typeof state)
    } catch (why) {
      setState({ busy: false, why })
    }
  }
  const clear = () => {
    setState({ busy: false })
    onClear()
  }
  return (
    <div className={css.batch}>
      <Button type="primary" disabled={chosen.size === 0} onClick={onSettle}>
        批量核定{chosen.size > 0 && ` ${count(chosen.size)} 笔`}
      </Button>
      <Button disabled={!open} onClick={onPage}>
        选择本页定额的
      </Button>
      <Button loading={state.busy} disabled={!open} onClick={() => void all()}>
        选择筛选范围内全部定额的
      </Button>
      {chosen.size > 0 && (
        <>
          <span role="status">
            已选 {count(chosen.size)} 笔，{exact(sumOf([...chosen.values()]).low)} 万元
          </span>
          <Button type="link" size="small" onClick={clear}>
            取消选择
          </Button>
        </>
      )}
      {state.told ? <span className={css.unknown} role="status">{state.told}</span> : chosen.size === 0 && <span className={css.note}>定额或按比例计算的可以一起核定；有区间的逐笔核定。</span>}
      {state.why !== undefined && <Alert type="error" showIcon title={messageOf(state.why)} />}
    </div>
  )
}
