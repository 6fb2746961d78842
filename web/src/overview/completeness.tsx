import { count } from '../format/money'
import { share } from './key-figures'
import { Listed } from './listed'
import css from './overview.module.css'
import type { Overview } from './totals'

/** How many of the figures that most firms lack are shown. */
const shown = 5

/** How complete the figures are, and which is lacking most. */
export function Completeness({ overview: o }: { overview: Overview }) {
  const { present, complete, missing } = o.completeness
  const most = Math.max(1, ...missing.map((m) => m.firms))
  return (
    <>
      <div className={css.complete}>
        <span>
          <Listed firms={complete} query={{ year: o.year, present: true, missing: false }} of="数据齐全" /> 家数据齐全，共 {count(present)} 家在册，{share(complete, present)}
        </span>
        <div className={css.gauge} aria-hidden="true">
          <i style={{ width: `${present === 0 ? 0 : (100 * complete) / present}%` }} />
        </div>
      </div>
      {missing.length > 0 && (
        <table className={css.funnel}>
          <caption className="only-heard">缺得最多的数据</caption>
          <thead>
            <tr>
              <th scope="col">缺得最多的数据</th>
              <th scope="col">
                <span className="only-heard">图示</span>
              </th>
              <th scope="col" className="number">
                企业数
              </th>
            </tr>
          </thead>
          <tbody>
            {missing.slice(0, shown).map((m) => (
              <tr key={`${m.metric} ${m.year}`}>
                <th scope="row">
                  {m.year === null ? '' : `${m.year} 年`}
                  {m.label}
                </th>
                <td aria-hidden="true">
                  <div className={css.lack} style={{ width: `${(100 * m.firms) / most}%` }} />
                </td>
                <td className="number">
                  <Listed firms={m.firms} query={{ year: o.year, missing_metric: m.metric, ...(m.year === null ? {} : { missing_year: m.year }) }} of={`缺${m.year ?? ''}${m.label}`} />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </>
  )
}
