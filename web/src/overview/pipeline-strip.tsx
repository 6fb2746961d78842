import { Link } from 'react-router'

import { change } from '../format/money'
import { Rungs } from '../parts/marks'
import { tiers } from '../words/tiers'
import { Listed } from './listed'
import css from './overview.module.css'
import type { Overview } from './totals'

/** The stages on the way to a unicorn, from the lowest: how many firms there are, how many came and went. */
export function PipelineStrip({ overview: o }: { overview: Overview }) {
  const compared = o.previous !== null
  return (
    <ol className={css.stages}>
      {o.pipeline.map((s) => (
        <li key={s.stage}>
          <span className={css.stageName}>
            <Rungs ladder="unicorn" tier={s.stage} /> {tiers[s.stage].short}
          </span>
          <span className={css.value}>
            <Listed firms={s.firms} query={{ year: o.year, ladder: 'unicorn', tier: s.stage }} of={tiers[s.stage].name} />
          </span>
          {compared && (
            <span className={css.note}>
              {s.firms === s.before ? '与上年持平' : `较上年 ${change(s.before, s.firms)}`}
              <br />
              进 {s.entered}　出 {s.left}
            </span>
          )}
        </li>
      ))}
    </ol>
  )
}

/** Leads to the board of the pipeline. */
export const ToPipeline = ({ year }: { year: number }) => <Link to={`/pipeline?year=${year}`}>独角兽管线</Link>
