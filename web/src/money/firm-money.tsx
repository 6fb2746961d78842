import { Link } from 'react-router'

import { api } from '../api/client'
import { count } from '../format/money'
import { Panel } from '../parts/page'
import { Scroll } from '../parts/scroll'
import { Failed, Loading } from '../parts/states'
import { useMe } from '../session/session'
import { exact } from './amount'
import { lacking, sumOf } from './group'
import { settlementAt } from './line-why'
import { LineMark, ProgressMark, Range } from './marks'
import css from './money.module.css'
import { NoticeButton } from './report-button'
import { keyOf, type Line } from './types'
import { useClauses } from './use-money'

/** The money of one firm, for its page: each line by year with its settlement and payments, and the notice to download. */
export function FirmMoney({ code }: { code: string }) {
  const sheet = api.useQuery('get', '/api/v1/firms/{code}/entitlements', { params: { path: { code } } })
  const years = [...new Set(sheet.data?.items.map((l) => l.year))]
  return (
    <Panel id="money" title="奖补" aside={sheet.data && sheet.data.items.length > 0 ? '出自各年度已发布的评价，金额单位为万元' : undefined}>
      {!sheet.data ? (
        sheet.isError ? (
          <Failed why={sheet.error} onRetry={() => void sheet.refetch()} />
        ) : (
          <Loading />
        )
      ) : years.length === 0 ? (
        <p className={css.note}>已发布的各年度都没有这家企业的奖补。</p>
      ) : (
        <div className={css.years}>
          {years.map((year) => (
            <Year key={year} code={code} name={sheet.data.name} year={year} lines={sheet.data.items.filter((l) => l.year === year)} />
          ))}
        </div>
      )}
    </Panel>
  )
}

function Year({ code, name, year, lines }: { code: string; name: string; year: number; lines: readonly Line[] }) {
  const { role } = useMe()
  const clauses = useClauses(year)
  const owed = sumOf(lines.filter((l) => l.state === 'owed' && !l.outside))
  return (
    <section aria-labelledby={`money-${year}`}>
      <header className={css.yearHead}>
        <h3 id={`money-${year}`}>
          {year} 年{' '}
          <span className={css.note}>
            {count(lines.length)} 笔，应给予 <Range low={owed.low} high={owed.high} />
          </span>
        </h3>
        <NoticeButton code={code} year={year} name={name} />
      </header>
      <Scroll label={`${year} 年奖补`}>
        <table className={`${css.table} ${css.oneYear}`}>
          <thead>
            <tr>
              <th scope="col">条款</th>
              <th scope="col">依据</th>
              <th scope="col" className="number">
                测算
              </th>
              <th scope="col">状态</th>
              <th scope="col">核定与拨付</th>
              <th scope="col">证明材料</th>
            </tr>
          </thead>
          <tbody>
            {lines.map((l) => {
              const lack = lacking(l)
              return (
                <tr key={keyOf(l)}>
                  <th scope="row">
                    <b>{l.clause}</b> {clauses.get(l.clause)?.name}
                  </th>
                  <td>
                    {l.ground}
                    {[l.reason && `暂缓：${l.reason}`, ...l.notes].filter(Boolean).map((n) => (
                      <small key={n} className={`${css.small} ${css.block}`}>
                        {n}
                      </small>
                    ))}
                  </td>
                  <td className="number">
                    <Range low={l.low} high={l.high} />
                  </td>
                  <td>
                    <LineMark state={l.state} outside={l.outside} />
                  </td>
                  <td className={css.beyond}>
                    {l.settlement ? (
                      <>
                        <ProgressMark of={l.settlement} /> {exact(l.settlement.amount)}
                        {l.settlement.paid > 0 && l.settlement.paid < l.settlement.amount && `，其中已拨付 ${exact(l.settlement.paid)}`}
                        {role !== 'incubator' && (
                          <>
                            {' '}
                            <Link to={settlementAt(l.settlement.id)}>{l.settlement.id}</Link>
                          </>
                        )}
                      </>
                    ) : l.paid_outside > 0 ? (
                      `名册已拨付 ${exact(l.paid_outside)}`
                    ) : (
                      <span className={css.zero}>未核定</span>
                    )}
                    {l.before && <small className={`${css.small} ${css.block}`}>{l.before}</small>}
                  </td>
                  <td>{l.evidence.length === 0 ? <span className={css.zero}>不需要</span> : lack.length === 0 ? '齐' : <span className={css.unknown}>缺：{lack.join('、')}</span>}</td>
                </tr>
              )
            })}
          </tbody>
        </table>
      </Scroll>
    </section>
  )
}
