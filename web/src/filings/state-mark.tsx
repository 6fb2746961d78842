import css from './filings.module.css'
import { type State, states } from './words'

/** The state of a filing: its word, and a colour that only helps. */
export function StateMark({ state }: { state: State }) {
  const { name, tone } = states[state]
  return <span className={`${css.state} ${css[tone]}`}>{name}</span>
}
