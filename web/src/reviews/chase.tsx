import { Link } from 'react-router'

import { firmsAt } from '../firms/query'
import { count } from '../format/money'
import { Readiness } from '../overview/readiness'
import { moved } from '../overview/totals'
import { ladders } from '../words/tiers'
import type { Review, Totals } from './reviews'
import css from './reviews.module.css'

/** What cannot be said yet, and the lists of the firms to ask. The lists are of the review that 企业库 shows. */
export function Chase({ totals, shown, latest }: { totals: Totals; shown: Review | undefined; latest: boolean }) {
  return (
    <>
      <Readiness tiers={totals.tiers} />
      {shown ? (
        <>
          <p className={css.lists}>
            {latest ? '企业库中逐家核对：' : `企业库按已发布的 ${shown.id} 列出，可先逐家核对：`}
          </p>
          <ul className={css.links}>
            <li>
              <Link to={firmsAt({ missing: true })}>数据待补的企业{latest ? `(${count(totals.missing)})` : ''}</Link>
            </li>
            {totals.ladders.map((l) => (
              <li key={l.ladder}>
                <Link to={firmsAt({ ladder: l.ladder, move: 'undecided' })}>
                  {ladders[l.ladder].short}：数据待核{latest ? `(${count(moved(l, 'undecided'))})` : ''}
                </Link>
              </li>
            ))}
          </ul>
        </>
      ) : (
        <p className={css.lists}>企业库的清单取自已发布的评价；发布之后可以从这里进入待核企业的清单。</p>
      )}
    </>
  )
}
