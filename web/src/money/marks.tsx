import { Sign } from '../parts/sign'
import css from './money.module.css'
import { exact } from './amount'
import type { LineState } from './query'
import { lineWords, progressOf } from './words'

function Mark({ word }: { word: ReturnType<typeof progressOf> }) {
  return (
    <span className={`${css.mark} ${css[word.tone]}`} title={word.means}>
      <Sign name={word.sign} />
      {word.name}
    </span>
  )
}

/** What a line comes to, as sign and word. */
export function LineMark({ state, outside = false }: { state: LineState; outside?: boolean }) {
  return (
    <>
      <Mark word={lineWords[state]} />
      {outside && (
        <span className={css.outside} title="不在条款的有效年度之内：只作测算，不进合计，不能核定">
          期外
        </span>
      )}
    </>
  )
}

/** How far a settlement has come, as sign and word. */
export function ProgressMark({ of }: { of: Parameters<typeof progressOf>[0] }) {
  return <Mark word={progressOf(of)} />
}

/** Two ends of an amount in 万元, one when they are the same. What is not known is a word, never a zero. */
export function Range({ low, high }: { low: number | null; high: number | null }) {
  if (low === null || high === null) return <span className={css.unknown}>待补</span>
  if (low === high) return <>{exact(low)}</>
  return (
    <>
      {exact(low)}–<wbr />
      {exact(high)}
    </>
  )
}
