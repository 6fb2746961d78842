import type { components } from '../contract'
import { count } from '../format/money'
import { tiers as names } from '../words/tiers'
import css from './overview.module.css'

type Tiers = NonNullable<components['schemas']['Review']['totals']>['tiers']

/** Who could file for a tier that it does not hold, and where it cannot be said yet. */
export function Readiness({ tiers }: { tiers: Tiers }) {
  return (
    <table className={css.table}>
      <thead>
        <tr>
          <th scope="col">梯级</th>
          <th scope="col" className="number">
            持有
          </th>
          <th scope="col" className="number" title="符合条件而没有持有">
            应报未报
          </th>
          <th scope="col" className="number" title="其余条件都符合，只缺专家评分">
            待评分
          </th>
          <th scope="col" className="number" title="数据不足，是否持有还不能判定">
            持有待核
          </th>
        </tr>
      </thead>
      <tbody>
        {tiers.map((t) => (
          <tr key={t.tier}>
            <th scope="row">{names[t.tier].name}</th>
            {[t.holds, t.ready, t.unscored, t.unknown].map((n, i) => (
              <td key={i} className={n === 0 ? `number ${css.zero}` : 'number'}>
                {count(n)}
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  )
}
