import type { ReactNode } from 'react'
import { Link } from 'react-router'

import { api } from '../api/client'
import { ApiError } from '../api/problem'
import { count } from '../format/money'
import { Panel } from '../parts/page'
import { Failed, Loading } from '../parts/states'
import { exact } from './amount'
import { openLines, paidOf } from './group'
import { Range } from './marks'
import css from './money.module.css'
import { linesAt } from './query'
import type { MoneyTotals } from './types'

/** The money of a year for 总览: what is owed, settled and paid, and what is still to be paid, each leading to its list. */
export function OverviewMoney({ year }: { year: number }) {
  const totals = api.useQuery('get', '/api/v1/entitlements/totals', { params: { query: { year } } })
  const missing = totals.error instanceof ApiError && totals.error.status === 404
  return (
    <Panel id="money" title={`${year} 年奖补资金`} aside={<Link to={`/money/budget?year=${year}`}>预算与预测</Link>}>
      {totals.data ? <Cards totals={totals.data} /> : missing ? <p className={css.note}>该年度还没有已发布的评价。</p> : totals.isError ? <Failed why={totals.error} onRetry={() => void totals.refetch()} /> : <Loading />}
    </Panel>
  )
}

function Cards({ totals: t }: { totals: MoneyTotals }) {
  const s = t.total
  const paid = paidOf(s)
  const cards: { name: string; value: ReactNode; note: ReactNode }[] = [
    { name: '应给予（万元）', value: <Link to={linesAt(t.year, { state: 'owed', outside: false })}><Range low={s.low} high={s.high} /></Link>, note: `${count(s.lines - s.pending - s.suspended - s.outside)} 笔；待补 ${count(s.pending)}，暂缓 ${count(s.suspended)}` },
    { name: '已核定（万元）', value: <Link to={`/money/settlements?year=${t.year}&at=all`}>{exact(s.settled)}</Link>, note: `${count(s.settled_lines)} 笔，${count(openLines(s))} 笔未核定` },
    { name: '已拨付（万元）', value: <Link to={`/money/settlements?year=${t.year}&at=approved`}>{exact(paid)}</Link>, note: s.paid_outside > 0 ? `其中名册登记 ${exact(s.paid_outside)}` : s.approved > 0 ? `已批准 ${exact(s.approved)}` : '还没有批准' },
    { name: '缺口（万元）', value: <Link to={`/money/unclaimed?year=${t.year}`}><Range low={Math.max(0, s.low - paid)} high={Math.max(0, s.high - paid)} /></Link>, note: '应给予减去已拨付' },
  ]
  return (
    <ul className={css.cards}>
      {cards.map((c) => (
        <li key={c.name}>
          <span className={css.label}>{c.name}</span>
          <span className={css.figure}>{c.value}</span>
          <span className={css.note}>{c.note}</span>
        </li>
      ))}
    </ul>
  )
}
