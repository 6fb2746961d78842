import { Link } from 'react-router'

import { firmsAt } from '../firms/query'
import { Rungs } from '../parts/marks'
import { Panel } from '../parts/page'
import { useMe } from '../session/session'
import css from './policy.module.css'
import { usePart } from './use-part'
import type { Policy } from './use-policy'

/** The ladders of a policy, each with its tiers from the highest to the lowest. */
export function LaddersView({ policy }: { policy: Policy }) {
  const me = useMe()
  const firms = me.role !== 'admin' && me.role !== 'auditor'
  const { at } = usePart()
  const nameOf = (id: string) => policy.tiers.find((t) => t.id === id)?.name ?? id
  return (
    <div className={css.two}>
      {policy.ladders.map((ladder) => (
        <Panel key={ladder.id} id={ladder.id} title={ladder.name} aside={`${ladder.tiers.length} 个梯级，由高到低`}>
          <ol className={css.ladder} reversed>
            {[...ladder.tiers].reverse().map((tier, i) => (
              <li key={tier} value={ladder.tiers.length - i}>
                <span className={css.level}>{ladder.tiers.length - i}</span>
                <Rungs ladder={ladder.id} tier={tier} />
                <Link className={css.name} to={at('tiers', tier)}>
                  {nameOf(tier)}
                </Link>
                {firms && <Link to={firmsAt({ ladder: ladder.id, tier })}>在这一梯级的企业</Link>}
              </li>
            ))}
          </ol>
        </Panel>
      ))}
    </div>
  )
}
