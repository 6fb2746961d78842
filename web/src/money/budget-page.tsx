import { keepPreviousData } from '@tanstack/react-query'
import { Segmented } from 'antd'
import { lazy, Suspense } from 'react'
import { Link, useSearchParams } from 'react-router'

import { api } from '../api/client'
import { ApiError } from '../api/problem'
import { count } from '../format/money'
import { Panel } from '../parts/page'
import { Scroll } from '../parts/scroll'
import { Failed, Loading, Nothing } from '../parts/states'
import { exact } from './amount'
import { byCounty, forecastRows, outsideOf } from './budget'
import { Range } from './marks'
import css from './money.module.css'
import { linesAt } from './query'
import { ReportButton } from './report-button'
import { MoneySection } from './section'
import type { Budget } from './types'
import { useMoneyYear } from './use-money'

const BudgetChart = lazy(() => import('./budget-chart'))

/** What the year costs and how far it is paid, and what the next two years may cost. */
export function BudgetPage() {
  const { years, year } = useMoneyYear()
  const budget = api.useQuery('get', '/api/v1/budget', { params: { query: year === undefined ? {} : { year } } }, { placeholderData: keepPreviousData })
  const b = budget.data
  return (
    <MoneySection
      title={b ? `${b.year} 年奖补资金预算` : '奖补资金预算'}
      note={b ? `本年的测算出自年度评价 ${b.review}，核定和拨付取自台账；其后两年是预测，假定写在下面。` : ' '}
      actions={b && <ReportButton report="budget" year={b.year} label="下载预算表" />}
      years={years}
      year={b?.year ?? year}
    >
      {!b ? (
        budget.isError ? (
          budget.error instanceof ApiError && budget.error.status === 404 ? (
            <Nothing title={year === undefined ? '还没有发布过年度评价' : `${year} 年还没有已发布的评价`}>发布之后才有预算和预测。</Nothing>
          ) : (
            <Failed why={budget.error} onRetry={() => void budget.refetch()} />
          )
        ) : (
          <Loading />
        )
      ) : b.clauses.length === 0 && b.forecast.length === 0 ? (
        <Nothing title={`${b.year} 年没有一笔奖补`}>没有企业或单位符合当年有效的资金条款。</Nothing>
      ) : (
        <div className={css.stack}>
          <ThisYear budget={b} />
          <Forecast budget={b} />
        </div>
      )}
    </MoneySection>
  )
}

type Amounts = Budget['total']

function ThisYear({ budget: b }: { budget: Budget }) {
  const [params, setParams] = useSearchParams()
  const by = params.get('by') === 'county' ? 'county' : 'clause'
  const rows: (Amounts & { key: string; title: React.ReactNode; to: string | undefined })[] =
    by === 'clause'
      ? b.clauses.map((c) => ({ ...c, key: c.clause, title: <><b>{c.clause}</b> {c.name}</>, to: linesAt(b.year, { clause: c.clause }) }))
      : byCounty(b.clauses).map((c) => ({ ...c, key: c.county, title: c.name || '不详', to: c.county ? linesAt(b.year, { county: c.county }) : undefined }))
  return (
    <Panel
      id="this-year"
      title={`${b.year} 年（万元）`}
      aside={
        <Segmented<'clause' | 'county'>
          aria-label="怎样列"
          size="small"
          value={by}
          options={[
            { value: 'clause', label: '按条款' },
            { value: 'county', label: '按县(市)区' },
          ]}
          onChange={(to) =>
            setParams(
              (before) => {
                before.set('by', to)
                return before
              },
              { replace: true },
            )
          }
        />
      }
    >
      <Scroll label={`${b.year} 年预算`}>
        <table className={`${css.table} ${css.cross}`}>
          <thead>
            <tr>
              <th scope="col">{by === 'clause' ? '条款' : '县(市)区'}</th>
              <th scope="col" className="number">应给予（低端）</th>
              <th scope="col" className="number">应给予（高端）</th>
              <th scope="col" className="number">已核定</th>
              <th scope="col" className="number">已批准</th>
              <th scope="col" className="number">已拨付</th>
              <th scope="col" className="number">拨付进度</th>
            </tr>
          </thead>
          <tbody>
            {rows.map((r) => (
              <tr key={r.key}>
                <th scope="row">{r.to ? <Link to={r.to}>{r.title}</Link> : r.title}</th>
                <Cells of={r} />
              </tr>
            ))}
          </tbody>
          <tfoot>
            <tr>
              <th scope="row">合计</th>
              <Cells of={b.total} />
            </tr>
          </tfoot>
        </table>
      </Scroll>
      <p className={css.note}>拨付进度为已拨付占应给予高端的比例；已拨付含花名册登记而没有归到核定的。待补、暂缓、期外的不计入。</p>
    </Panel>
  )
}

function Cells({ of: a }: { of: Amounts }) {
  const money = (fen: number) => <td className={fen === 0 ? `number ${css.zero}` : 'number'}>{exact(fen)}</td>
  const share = a.high > 0 ? Math.floor((100 * a.paid) / a.high) : 0
  return (
    <>
      {money(a.low)}
      {money(a.high)}
      {money(a.settled)}
      {money(a.approved)}
      {money(a.paid)}
      <td className="number">
        {a.paid > 0 && share === 0 ? '<1' : share}%
        <span className={css.filling} aria-hidden="true">
          <span style={{ width: `${Math.min(100, share)}%` }} />
        </span>
      </td>
    </>
  )
}

function Forecast({ budget: b }: { budget: Budget }) {
  const rows = forecastRows(b)
  if (b.forecast.length === 0) return <Panel title="预测"><p className={css.note}>没有数据可以预测。</p></Panel>
  return (
    <>
      <div className={css.beside}>
        <Panel id="years" title="三年对照（万元）" aside="实心为低端，浅色至高端；点线框为期外，不进合计">
          <Suspense fallback={<Loading />}>
            <BudgetChart years={[{ year: b.year, low: b.total.low, high: b.total.high, outside: 0, forecast: false }, ...b.forecast.map((f) => ({ year: f.year, low: f.total.low, high: f.total.high, outside: outsideOf(f.clauses), forecast: true }))]} />
          </Suspense>
        </Panel>
        <Panel id="assumptions" title="预测的假定">
          {b.assumptions.length === 0 ? (
            <p className={css.note}>各条款的假定见下表。</p>
          ) : (
            <ul className={css.assumptions}>
              {b.assumptions.map((a) => (
                <li key={a}>{a}</li>
              ))}
            </ul>
          )}
        </Panel>
      </div>
      <Panel id="forecast" title="其后两年的预测（万元）">
        <Scroll label="其后两年的预测">
          <table className={`${css.table} ${css.cross}`}>
            <thead>
              <tr>
                <th scope="col">条款</th>
                <th scope="col" className="number">{b.year} 年测算</th>
                {b.forecast.map((f) => (
                  <th key={f.year} scope="col" className="number">{f.year} 年预测</th>
                ))}
                <th scope="col">假定</th>
              </tr>
            </thead>
            <tbody>
              {rows.map((r) => (
                <tr key={r.clause}>
                  <th scope="row">
                    <b>{r.clause}</b> {r.name}
                  </th>
                  <td className="number">{r.now ? <Range low={r.now.low} high={r.now.high} /> : <span className={css.zero}>没有</span>}</td>
                  {r.years.map((y, i) => (
                    <td key={b.forecast[i]!.year} className="number">
                      {!y ? (
                        <span className={css.zero}>不预测</span>
                      ) : y.low === null || y.high === null ? (
                        <span className={css.unknown}>没有依据</span>
                      ) : (
                        <>
                          <Range low={y.low} high={y.high} />
                          <small className={`${css.small} ${css.block}`}>
                            {y.lines !== null && `${count(y.lines)} 笔`}
                            {y.outside && '，期外，不计入合计'}
                          </small>
                        </>
                      )}
                    </td>
                  ))}
                  <td className={css.assumption}>
                    {[...new Set(r.years.flatMap((y) => (y ? [y.assumption] : [])))].map((a) => (
                      <span key={a} className={css.block}>
                        {a}
                      </span>
                    ))}
                  </td>
                </tr>
              ))}
            </tbody>
            <tfoot>
              <tr>
                <th scope="row">合计</th>
                <td className="number">
                  <Range low={b.total.low} high={b.total.high} />
                </td>
                {b.forecast.map((f) => (
                  <td key={f.year} className="number">
                    <Range low={f.total.low} high={f.total.high} />
                    <small className={`${css.small} ${css.block}`}>{count(f.total.lines)} 笔</small>
                  </td>
                ))}
                <td className={css.note}>期内各条款之和</td>
              </tr>
            </tfoot>
          </table>
        </Scroll>
      </Panel>
    </>
  )
}
