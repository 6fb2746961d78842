import type { ReactNode } from 'react'

import { Sign, type SignName } from '../parts/sign'
import css from './health.module.css'

export type Tone = 'ok' | 'warn' | 'fail' | 'none'

/** A state of the system: sign, word and colour. */
export function StateMark({ tone, sign, children }: { tone: Tone; sign: SignName; children: ReactNode }) {
  return (
    <span className={`${css.mark} ${css[tone]}`}>
      <Sign name={sign} size={11} /> {children}
    </span>
  )
}
