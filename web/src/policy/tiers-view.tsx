import { Link } from 'react-router'

import { firmsAt } from '../firms/query'
import { Rungs } from '../parts/marks'
import { Panel } from '../parts/page'
import { Failed, Loading } from '../parts/states'
import { useMe } from '../session/session'
import { ladders, type TierID } from '../words/tiers'
import { Confidence } from './confidence'
import { Contents } from './contents'
import css from './policy.module.css'
import type { Rule } from './rule-words'
import { RuleView } from './rule-view'
import { useAnchor, usePart } from './use-part'
import { type Policy, usePolicyTiers } from './use-policy'

/** Every tier with all its conditions, as the book has them in a year. */
export function TiersView({ policy }: { policy: Policy }) {
  const { at } = usePart()
  const ids = policy.tiers.map((t) => t.id as TierID)
  const tiers = usePolicyTiers(ids, policy.year)
  const failed = tiers.find((t) => t.isError)
  const ready = tiers.every((t) => t.data)
  useAnchor(ready)
  if (failed) return <Failed why={failed.error} onRetry={() => void failed.refetch()} />
  if (!ready) return <Loading />
  return (
    <div className={css.book}>
      <Contents label="梯级" entries={policy.tiers.map((t) => ({ to: at('tiers', t.id), name: t.name }))} />
      <div className={css.stack}>{tiers.map(({ data }) => data && <Tier key={data.tier} tier={data} />)}</div>
    </div>
  )
}

type PolicyTier = NonNullable<ReturnType<typeof usePolicyTiers>[number]['data']>

function Tier({ tier: t }: { tier: PolicyTier }) {
  const { role } = useMe()
  const firms = role !== 'admin' && role !== 'auditor'
  const sections: [string, Rule | null][] = [
    ['怎样算持有', t.holds],
    ['怎样算符合条件', t.qualifies],
    ['不适用于', t.unless],
    ['超规毕业', t.outgrown],
    ['超龄毕业', t.aged_out],
    ['上市毕业', t.listed_out],
  ]
  return (
    <Panel
      id={t.tier}
      title={
        <>
          {t.ladders[0] && <Rungs ladder={t.ladders[0]} tier={t.tier} />} {t.name}
        </>
      }
      aside={firms && t.ladders[0] && <Link to={firmsAt({ ladder: t.ladders[0], tier: t.tier })}>在这一梯级的企业</Link>}
    >
      <p className={css.meta}>
        <span>{t.ladders.map((l) => ladders[l].name).join('、')}</span>
        {t.kind_name && (
          <span>
            以“{t.kind_name}”{t.levels.length > 0 && `(${t.levels.join('、')})`}认定为准{t.validity && `，有效期：${t.validity}`}
          </span>
        )}
        <span>
          依据{t.document.title} {t.document.number}，下面只写条款的出自这份文件
        </span>
        <Confidence of={t.document.confidence} />
      </p>
      {t.note && <p className={css.remark}>{t.note}</p>}
      {sections.map(
        ([name, rule]) =>
          rule && (
            <section key={name} className={css.section}>
              <h3>{name}</h3>
              <RuleView rule={rule} within={t.document.id} />
            </section>
          ),
      )}
    </Panel>
  )
}

