import { MoveMark, TierMark } from '../parts/marks'
import { Sign, type SignName } from '../parts/sign'
import { type LadderID, ladders, tiers } from '../words/tiers'
import { type Explanation, type Stand, type Standing, standOf } from './findings'
import css from './firm.module.css'

const stands: Record<Stand, { sign: SignName; text: string }> = {
  holds: { sign: 'check', text: '持有' },
  ready: { sign: 'up', text: '应报未报' },
  unclear: { sign: 'question', text: '待核' },
  short: { sign: 'cross', text: '不符合' },
}

/** A ladder with how the firm stands on each of its tiers; a tier is chosen to see why. */
export function LadderStrip({ ladder, explanation, chosen, onChoose }: { ladder: LadderID; explanation: Explanation; chosen: Standing | undefined; onChoose?: (s: Standing) => void }) {
  const position = explanation.positions[ladder] ?? null
  const standings = explanation.standings.filter((s) => s.ladder === ladder)
  return (
    <div className={css.ladder}>
      <div className={css.where}>
        <h3>{ladders[ladder].name}</h3>
        <TierMark ladder={ladder} tier={position} full />
        <MoveMark move={explanation.movements[ladder] ?? null} />
      </div>
      <ol className={css.rungs}>
        {standings.map((s) => {
          const stand = stands[standOf(s)]
          const here = s.tier === position
          return (
            <li key={s.tier}>
              <button
                type="button"
                className={[css.rung, css[standOf(s)], here && css.position].filter(Boolean).join(' ')}
                aria-pressed={s === chosen}
                onClick={() => onChoose?.(s)}
              >
                <span className={css.level} style={{ background: standOf(s) === 'holds' ? tiers[s.tier].colour : undefined }} />
                <span className={css.tierName}>{s.name}</span>
                <span className={css.stand}>
                  <Sign name={stand.sign} size={11} /> {stand.text}
                  {here && <b>所在梯级</b>}
                </span>
              </button>
            </li>
          )
        })}
      </ol>
    </div>
  )
}
