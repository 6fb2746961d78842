import { type LadderID, ladders, rung, type TierID, tiers } from '../words/tiers'
import { type Movement, movements } from '../words/movements'
import { outcomes, type Outcome } from '../words/outcomes'
import css from './marks.module.css'
import { Sign } from './sign'

/** A ladder as bars of growing height, filled up to a rung: it says without colour how high a tier is. */
export function Rungs({ ladder, tier }: { ladder: LadderID; tier: TierID }) {
  const all = ladders[ladder].tiers.length
  const filled = rung(ladder, tier)
  return (
    <svg width={all * 3 - 1} height={12} className={css.rungs} aria-hidden="true">
      {Array.from({ length: all }, (_, i) => {
        const height = 4 + (8 * i) / (all - 1)
        return <rect key={i} x={i * 3} y={12 - height} width={2} height={height} fill={i < filled ? tiers[tier].colour : 'var(--line)'} />
      })}
    </svg>
  )
}

/** A tier on its ladder: the rungs and the name; `carried` when it is last year's, kept while figures are missing. */
export function TierMark({ ladder, tier, carried = false, full = false }: { ladder: LadderID; tier: TierID | null; carried?: boolean; full?: boolean }) {
  if (tier === null)
    return (
      <span className={css.none} title="不在该培育线上">
        无
      </span>
    )
  return (
    <span className={css.tier} title={tiers[tier].name}>
      <Rungs ladder={ladder} tier={tier} />
      {full ? tiers[tier].name : tiers[tier].short}
      {carried && (
        <span className={css.carried} title="数据待核，暂按上次发布的梯级">
          待核
        </span>
      )}
    </span>
  )
}

/** A movement: sign, word and colour. */
export function MoveMark({ move }: { move: Movement | null }) {
  if (move === null) return null
  const { name, sign, tone, means } = movements[move]
  return (
    <span className={`${css.move} ${css[tone]}`} title={means}>
      <Sign name={sign} />
      {name}
    </span>
  )
}

/** An outcome: sign, word and colour. */
export function OutcomeMark({ outcome, short = false }: { outcome: Outcome; short?: boolean }) {
  const { name, sign } = outcomes[outcome]
  return (
    <span className={`${css.outcome} ${css[outcome]}`}>
      <span className={css.dot}>
        <Sign name={sign} size={10} />
      </span>
      <span className={short ? 'only-heard' : undefined}>{name}</span>
    </span>
  )
}
