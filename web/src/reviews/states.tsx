import { Sign, type SignName } from '../parts/sign'
import css from './reviews.module.css'
import type { Review } from './reviews'

type State = Review['state']

/** The states of a review: word, sign, and the colour that says the same. */
export const states: Record<State, { name: string; sign: SignName; tone: 'open' | 'done' | 'good' | 'past' | 'bad' }> = {
  running: { name: '进行中', sign: 'clock', tone: 'done' },
  draft: { name: '草稿', sign: 'question', tone: 'open' },
  published: { name: '已发布', sign: 'check', tone: 'good' },
  superseded: { name: '已被取代', sign: 'same', tone: 'past' },
  cancelled: { name: '已取消', sign: 'none', tone: 'past' },
  failed: { name: '失败', sign: 'alert', tone: 'bad' },
}

export const stateIDs = Object.keys(states) as State[]

/** The state of a review as sign and word. */
export function StateMark({ state }: { state: State }) {
  const { name, sign, tone } = states[state]
  return (
    <span className={`${css.state} ${css[tone]}`}>
      <Sign name={sign} />
      {name}
    </span>
  )
}
