import type { SignName } from '../parts/sign'
import type { LineState, Settled } from './query'
import type { SettlementFile } from './types'

export type Tone = 'good' | 'open' | 'done' | 'past' | 'bad'
type Word = { name: string; sign: SignName; tone: Tone; means: string }

/** What a line comes to. */
export const lineWords: Record<LineState, Word> = {
  owed: { name: '应给予', sign: 'check', tone: 'good', means: '条件齐备，可以核定' },
  pending: { name: '待补', sign: 'question', tone: 'open', means: '资格或金额缺数据，没有金额，不当作 0' },
  suspended: { name: '暂缓', sign: 'alert', tone: 'bad', means: '算出了金额，但有不宜拨付的情形' },
}

/** How far a line has come after that; `none` is not settled yet. */
export const settledWords: Record<Settled, Word> = {
  none: { name: '未核定', sign: 'none', tone: 'past', means: '还没有人核定' },
  settled: { name: '已核定', sign: 'star', tone: 'done', means: '已核定，待公示' },
  public: { name: '公示中', sign: 'clock', tone: 'open', means: '公示期满之后批准' },
  approved: { name: '已批准', sign: 'check', tone: 'done', means: '已批准，未拨付' },
  part: { name: '部分拨付', sign: 'up', tone: 'open', means: '已批准，拨付了一部分' },
  paid: { name: '已拨付', sign: 'check', tone: 'good', means: '已按核定金额全部拨付' },
}

/** A settlement that was taken back. */
export const reversedWord: Word = { name: '已撤销', sign: 'cross', tone: 'past', means: '核定已撤销，可以重新核定' }

/** How far a settlement has come: its state, and after approval how much of it is paid. */
export function progressOf(s: { state: 'settled' | 'public' | 'approved' | 'reversed'; amount: number; paid: number }): Word {
  if (s.state === 'reversed') return reversedWord
  if (s.state !== 'approved') return settledWords[s.state]
  return settledWords[s.paid <= 0 ? 'approved' : s.paid < s.amount ? 'part' : 'paid']
}

/** What somebody did with a settlement. */
export const actWords: Record<SettlementFile['acts'][number]['act'], string> = {
  settle: '核定',
  publicise: '公示',
  approve: '批准',
  reverse: '撤销核定',
  pay: '拨付',
  reverse_payment: '冲销拨付',
}
