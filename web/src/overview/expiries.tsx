import { Link } from 'react-router'

import { firmsAt } from '../firms/query'
import { count } from '../format/money'
import { Scroll } from '../parts/scroll'
import { expiryRows, monthsFrom } from './expiry'
import { Listed } from './listed'
import css from './overview.module.css'
import type { Overview } from './totals'

/** The titles that end in the next twelve months, a row each kind; bars are of one height scale in all rows. */
export function Expiries({ expiries, today }: { expiries: Overview['expiries']; today: string }) {
  if (expiries.length === 0) return <p className={css.note}>今后 12 个月没有资质到期。</p>
  const months = monthsFrom(today, expiries)
  const rows = expiryRows(expiries, months)
  const most = Math.max(1, ...expiries.map((e) => e.firms))
  return (
    <Scroll label="资质到期">
      <table className={css.expiries}>
        <caption className="only-heard">今后 12 个月到期的资质，企业数</caption>
        <thead>
          <tr>
            <th scope="col">资质</th>
            {months.map((m, i) => (
              <th key={m} scope="col">
                {(i === 0 || m.endsWith('-01')) && <small>{m.slice(0, 4)}年</small>}
                {Number(m.slice(5))}月
              </th>
            ))}
            <th scope="col" className="number">
              合计
            </th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row.kind}>
              <th scope="row">{row.name}</th>
              {row.cells.map((cell, i) => (
                <td key={months[i]}>
                  {cell && (
                    <Link to={firmsAt({ expiring: cell.kind, expires_from: cell.from, expires_by: cell.by })} aria-label={`${row.name} ${cell.month} 到期：${count(cell.firms)} 家`}>
                      <span>{count(cell.firms)}</span>
                      <i style={{ height: `${Math.max(2, (26 * cell.firms) / most)}px` }} />
                    </Link>
                  )}
                </td>
              ))}
              <td className="number">
                <Listed firms={row.firms} query={spanOf(row.kind, row.cells)} of={`${row.name}今后 12 个月到期`} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </Scroll>
  )
}

function spanOf(kind: string, cells: ReturnType<typeof expiryRows>[number]['cells']) {
  const known = cells.filter((c) => c !== undefined)
  return { expiring: kind, expires_from: known[0]!.from, expires_by: known.at(-1)!.by }
}
