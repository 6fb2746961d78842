import { change, count } from '../format/money'
import { Rungs } from '../parts/marks'
import { tiers } from '../words/tiers'
import { Listed } from './listed'
import css from './overview.module.css'
import type { LadderTotals } from './totals'

/** How many firms stand on each tier of a ladder, the highest on top, beside the year before; and how many could file for it and have not. */
export function Funnel({ ladder, year, compared }: { ladder: LadderTotals; year: number; compared: boolean }) {
  const most = Math.max(1, ...ladder.tiers.flatMap((t) => [t.now, compared ? t.before : 0]))
  return (
    <table className={css.funnel}>
      <caption className="only-heard">各梯级企业数</caption>
      <thead>
        <tr>
          <th scope="col">梯级</th>
          <th scope="col">
            <span className="only-heard">图示</span>
          </th>
          <th scope="col" className="number">
            本年
          </th>
          {compared && (
            <th scope="col" className="number">
              较上年
            </th>
          )}
          <th scope="col" className="number" title="符合条件而没有取得，含只缺专家评分的">
            应报未报
          </th>
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
              <b>
                <Listed firms={t.now} query={{ year, ladder: ladder.ladder, tier: t.tier }} of={tiers[t.tier].name} />
              </b>
            </td>
            {compared && <td className={`number ${css.note}`}>{change(t.before, t.now)}</td>}
            <td className={`number ${css.note}`}>
              <Listed firms={t.ready} query={{ year, ready: t.tier }} of={`${tiers[t.tier].name}应报未报`} />
            </td>
          </tr>
        ))}
        <tr>
          <th scope="row" className={css.note}>
            不在线上
          </th>
          <td />
          <td className="number">
            <Listed firms={ladder.none} query={{ year, ladder: ladder.ladder, tier: 'none', present: true }} of="在册而不在线上" />
          </td>
          {compared && <td />}
          <td />
        </tr>
      </tbody>
      <caption className={css.below}>
        {ladder.carried > 0 && `其中 ${count(ladder.carried)} 家数据待核，暂按上次发布的梯级。`}应报未报含只缺专家评分的（待评分）。
      </caption>
    </table>
  )
}
