import { Segmented } from 'antd'
import { Link, useSearchParams } from 'react-router'

import { count } from '../format/money'
import { Panel } from '../parts/page'
import { Scroll } from '../parts/scroll'
import { exact } from './amount'
import { crossOf, type Measure, measured, measureIDs, measures, openLines, paidOf } from './group'
import { Range } from './marks'
import css from './money.module.css'
import { linesAt } from './query'
import type { MoneyTotals, Sums } from './types'

/** The money of a year in six numbers, each leading to its lines. */
export function Tiles({ totals: t }: { totals: MoneyTotals }) {
  const s = t.total
  const open = openLines(s)
  return (
    <ul className={css.tiles}>
      <li>
        <span className={css.label}>应给予（万元）</span>
        <span className={css.value}>
          <Range low={s.low} high={s.high} />
        </span>
        <span className={css.note}>
          {count(s.lines - s.pending - s.suspended - s.outside)} 笔，其中 <Link to={linesAt(t.year, { state: 'owed', settled: 'none', outside: false })}>{count(open)} 笔未核定</Link>
        </span>
      </li>
      <Tile name="已核定（万元）" value={exact(s.settled)} note={`${count(s.settled_lines)} 笔`} />
      <Tile name="已批准（万元）" value={exact(s.approved)} note={s.settled > s.approved ? `尚有 ${exact(s.settled - s.approved)} 未批准` : s.settled > 0 ? '已核定的都已批准' : '还没有核定'} />
      <Tile name="已拨付（万元）" value={exact(paidOf(s))} note={s.paid_outside > 0 ? `其中名册登记 ${exact(s.paid_outside)}` : s.approved > 0 ? `已批准 ${exact(s.approved)}` : '还没有批准'} />
      <Tile name="待补（笔）" value={<Link to={linesAt(t.year, { state: 'pending' })}>{count(s.pending)}</Link>} note={s.pending > 0 ? '缺数据，没有金额' : '没有'} />
      <Tile name="暂缓（笔）" value={<Link to={linesAt(t.year, { state: 'suspended' })}>{count(s.suspended)}</Link>} note={s.suspended > 0 ? <><Range low={s.held_low} high={s.held_high} /> 万元，未计入</> : '没有'} />
    </ul>
  )
}

function Tile({ name, value, note }: { name: string; value: React.ReactNode; note: React.ReactNode }) {
  return (
    <li>
      <span className={css.label}>{name}</span>
      <span className={css.value}>{value}</span>
      <span className={css.note}>{note}</span>
    </li>
  )
}

/** The two readings of the increment reward beside one another: what their difference is for the budget. */
export function Readings({ totals: t, ownCounty }: { totals: MoneyTotals; ownCounty: boolean }) {
  if (t.own === 0 && t.pool === 0) return null
  const gap = t.own - t.pool
  return (
    <Panel id="readings" title="4-c 研发投入增量奖励的两种读法" aside="每户口径为准；全市口径并列测算，不拨付">
      <div className={css.readings}>
        <dl className={css.compare}>
          <div>
            <dt>每户口径（采用）</dt>
            <dd>{exact(t.own)}</dd>
          </div>
          <div>
            <dt>全市口径</dt>
            <dd>{exact(t.pool)}</dd>
          </div>
          <div>
            <dt>相差</dt>
            <dd>{gap > 0 ? `多 ${exact(gap)}` : gap < 0 ? `少 ${exact(-gap)}` : '相同'}</dd>
          </div>
        </dl>
        <div className={css.note}>
          <p>单位：万元。{ownCounty ? '以上为本县(市)区各笔之和；全市口径的总额是全市的数。' : '差额就是按哪一种读法拨付对预算的出入。'}</p>
          {t.pools.map((p) => (
            <p key={p.clause}>{p.text}</p>
          ))}
        </div>
      </div>
    </Panel>
  )
}

/** Clauses by counties. Each number leads to its lines. What it tells stands in the address. */
export function CrossTable({ totals: t }: { totals: MoneyTotals }) {
  const [params, setParams] = useSearchParams()
  const measure = measureIDs.find((m) => m === params.get('measure')) ?? 'owed'
  const cross = crossOf(t)
  const filters = { owed: { state: 'owed' }, settled: {}, paid: {}, open: { state: 'owed', settled: 'none', outside: false }, pending: { state: 'pending' }, suspended: { state: 'suspended' } } as const
  const at = (clause: string, county: string) => linesAt(t.year, { ...filters[measure], clause, ...(county ? { county } : {}) })
  return (
    <Panel
      id="cross"
      title={`条款 × 县(市)区（${measures[measure].unit}）`}
      aside={
        <Segmented<Measure>
          aria-label="看哪一项"
          size="small"
          value={measure}
          options={measureIDs.map((m) => ({ value: m, label: measures[m].name }))}
          onChange={(m) =>
            setParams(
              (before) => {
                before.set('measure', m)
                return before
              },
              { replace: true },
            )
          }
        />
      }
    >
      <Scroll label="条款与县(市)区">
        <table className={`${css.table} ${css.cross}`}>
          <thead>
            <tr>
              <th scope="col">条款</th>
              <th scope="col" className="number">
                合计
              </th>
              {cross.counties.map((c) => (
                <th key={c.county} scope="col" className="number" title={c.name}>
                  {shortCounty(c.name)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {cross.clauses.map((row) => (
              <tr key={row.clause}>
                <th scope="row" title={row.cite}>
                  <b>{row.clause}</b> {row.name}
                </th>
                <td className="number">
                  <Cell sums={row.sums} measure={measure} to={at(row.clause, '')} strong />
                </td>
                {cross.counties.map((c) => (
                  <td key={c.county} className="number">
                    <Cell sums={cross.cell(row.clause, c.county)} measure={measure} to={c.county ? at(row.clause, c.county) : undefined} />
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
          <tfoot>
            <tr>
              <th scope="row">合计</th>
              <td className="number">
                <Cell sums={t.total} measure={measure} />
              </td>
              {cross.counties.map((c) => (
                <td key={c.county} className="number">
                  <Cell sums={c.sums} measure={measure} />
                </td>
              ))}
            </tr>
          </tfoot>
        </table>
      </Scroll>
      {measure === 'owed' && <p className={css.note}>金额有两端的分两行：上为低端，下为高端；待补、暂缓、期外的不计入。</p>}
    </Panel>
  )
}

/** A county's name without the peoples of its autonomy: 石林县. What has none is 不详. */
const shortCounty = (name: string): string => (/不详|^$/.test(name) ? '不详' : name.replace(/(..)(?:彝族|苗族|回族)+自治县$/, '$1县'))

function Cell({ sums, measure, to, strong = false }: { sums: Sums | undefined; measure: Measure; to?: string | undefined; strong?: boolean }) {
  const [low, high] = sums ? measured(sums, measure) : [0, 0]
  if (high === 0) return <span className={css.zero}>—<span className="only-heard">没有</span></span>
  const text = (n: number) => (measures[measure].unit === '笔' ? count(n) : exact(n))
  const shown = (
    <>
      {text(low)}
      {low !== high && (
        <>
          <br />
          <span aria-hidden="true">至 </span>
          {text(high)}
        </>
      )}
    </>
  )
  return to ? <Link to={to}>{strong ? <b>{shown}</b> : shown}</Link> : shown
}
