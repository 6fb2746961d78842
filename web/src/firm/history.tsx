import { Link } from 'react-router'

import type { components } from '../contract'
import { MoveMark, TierMark } from '../parts/marks'
import { ladderIDs, ladders } from '../words/tiers'
import css from './firm.module.css'

type Placing = components['schemas']['Placing']

/** Where the firm was in each published year, the latest first, as a timeline. */
export function History({ history, year }: { history: readonly Placing[]; year: number | undefined }) {
  if (history.length === 0) return <p className={css.nothing}>还没有发布过含该企业的年度评价。</p>
  return (
    <ol className={css.timeline}>
      {history.map((p) => (
        <li key={p.year} aria-current={p.year === year ? 'date' : undefined}>
          <Link to={`?year=${p.year}`} replace className={css.when}>
            {p.year} 年
          </Link>
          <dl>
            {ladderIDs.map((l) => (
              <div key={l}>
                <dt>{ladders[l].short}</dt>
                <dd>
                  <TierMark ladder={l} tier={p[l]} carried={p[`${l}_carried`]} /> <MoveMark move={p[`${l}_move`]} />
                </dd>
              </div>
            ))}
          </dl>
        </li>
      ))}
    </ol>
  )
}

/** The same on paper: a line each ladder, a column each year. */
export function HistoryTable({ history }: { history: readonly Placing[] }) {
  if (history.length === 0) return <p className={css.nothing}>还没有发布过含该企业的年度评价。</p>
  const years = [...history].reverse()
  return (
    <table className={css.grid}>
      <thead>
        <tr>
          <th scope="col">培育线</th>
          {years.map((p) => (
            <th key={p.year} scope="col">
              {p.year} 年
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {ladderIDs.map((l) => (
          <tr key={l}>
            <th scope="row">{ladders[l].short}</th>
            {years.map((p) => (
              <td key={p.year}>
                <TierMark ladder={l} tier={p[l]} carried={p[`${l}_carried`]} /> <MoveMark move={p[`${l}_move`]} />
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  )
}
