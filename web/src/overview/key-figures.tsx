import { Link } from 'react-router'

import { type Filters, firmsAt } from '../firms/query'
import { change, count } from '../format/money'
import css from './overview.module.css'
import { moved, onLadder, type Overview, standing } from './totals'

type KeyFigure = { name: string; value: number; query: Filters; note: string }

/** The figures that tell the year in one line; each is the number of the list that it leads to. */
export function KeyFigures({ overview: o }: { overview: Overview }) {
  return (
    <ul className={css.tiles}>
      {figuresOf(o).map((f) => (
        <li key={f.name}>
          <Link to={firmsAt(f.query)}>
            <span className={css.name}>{f.name}</span>
            <span className={css.value}>{count(f.value)}</span>
            <span className={css.note}>{f.note}</span>
          </Link>
        </li>
      ))}
    </ul>
  )
}

/** The key figures of an overview, with the lists behind them. A first review has no movements. */
export function figuresOf(o: Overview): KeyFigure[] {
  const { year } = o
  const growth = onLadder(o, 'growth')
  const unicorn = onLadder(o, 'unicorn')
  const than = (s: { now: number; before: number }) => (o.previous === null ? '首次评价' : s.now === s.before ? '与上年持平' : `较上年 ${change(s.before, s.now)}`)
  const move = (name: string, m: 'entered' | 'promoted' | 'lapsed', note: string): KeyFigure => ({ name, value: moved(growth, m), query: { year, ladder: 'growth', move: m }, note })
  return [
    { name: '在册企业', value: o.present, query: { year, present: true }, note: `另有 ${count(o.firms - o.present)} 家不在册` },
    { name: '在梯次培育线上', value: standing(growth).now, query: { year, ladder: 'growth', tier: 'any' }, note: than(standing(growth)) },
    ...(o.previous === null ? [] : [move('新进', 'entered', '梯次培育线'), move('晋级', 'promoted', '梯次培育线'), move('到期失效', 'lapsed', '资质到期未续')]),
    { name: '在独角兽培育线上', value: standing(unicorn).now, query: { year, ladder: 'unicorn', tier: 'any' }, note: than(standing(unicorn)) },
    { name: '数据待补', value: o.completeness.present - o.completeness.complete, query: { year, missing: true }, note: share(o.completeness.complete, o.completeness.present) },
  ]
}

/** How large a part is, in whole percent that never says all or nothing of what is not. */
export function share(part: number, whole: number): string {
  if (whole === 0) return '没有在册企业'
  const percent = Math.round((100 * part) / whole)
  const kept = part < whole ? Math.min(percent, 99) : percent
  return `齐全 ${part > 0 ? Math.max(kept, 1) : 0}%`
}
