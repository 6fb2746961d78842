import { change, count } from '../format/money'
import { Rungs } from '../parts/marks'
import { tiers } from '../words/tiers'
import { ToFirms } from './overview-page'
import css from './overview.module.css'
import type { LadderTotals } from './totals'

/** How many firms stand on each tier of a ladder, the highest on top, beside the year before. */
export function Funnel({ ladder, compared, latest }: { ladder: LadderTotals; compared: boolean; latest: boolean }) {
  const most = Math.max(1, ...ladder.tiers.flatMap((t) => [t.now, compared ? t.before : 0]))
  return (
    <table className={css.funnel}>
      <caption className="only-heard">各梯级企业数</caption>
      <thead className="only-heard">
        <tr>
          <th scope="col">梯级</th>
          <th scope="col">图示</th>
          <th scope="col">本年</th>
          <th scope="col">较上年</th>
        </tr>
      </thead>
      <tbody>
        {[...ladder.tiers].reverse().map((t) => (
          <tr key={t.tier}>
            <th scope="row">
              <Rungs ladder={ladder.ladder} tier={t.tier} /> {tiers[t.tier].name}
            </th>
            <td aria-hidden="true">
              <div className={css.track}>
                <div className={css.bar} style={{ width: `${(100 * t.now) / most}%`, background: tiers[t.tier].colour }} />
                {compared && <div className={css.before} style={{ left: `${(100 * t.before) / most}%` }} />}
              </div>
            </td>
            <td className="number">
              <ToFirms filters={{ ladder: ladder.ladder, tier: t.tier }} linked={latest}>
                <b>{count(t.now)}</b>
              </ToFirms>
            </td>
            <td className={`number ${css.note}`}>{compared ? change(t.before, t.now) : ''}</td>
          </tr>
        ))}
        <tr>
          <th scope="row" className={css.note}>
            不在线上
          </th>
          <td />
          <td className="number">
            <ToFirms filters={{ ladder: ladder.ladder, tier: 'none' }} linked={latest}>
              {count(ladder.none)}
            </ToFirms>
          </td>
          <td />
        </tr>
      </tbody>
    </table>
  )
}
