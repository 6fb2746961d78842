import { OutcomeMark } from '../parts/marks'
import type { Finding } from '../words/outcomes'
import css from './firm.module.css'
import { type Explanation, missingByYear } from './findings'

/** What stands between the firm and the next tier of each ladder. */
export function Gaps({ gaps }: { gaps: readonly Finding[] }) {
  if (gaps.length === 0) return <p className={css.nothing}>已在最高梯级，或上一梯级没有可列出的差距。</p>
  return (
    <ul className={css.gaps}>
      {gaps.map((tier) => (
        <li key={`${tier.note} ${tier.label}`}>
          <h3>
            {tier.label} <small>{tier.note}</small>
          </h3>
          <ul>
            {(tier.parts ?? []).map((part, i) => (
              <li key={i}>
                <OutcomeMark outcome={part.outcome} short />
                <span className={css.what} title={part.cite}>
                  {part.label}
                </span>
                <span className={css.short}>{part.gap ?? part.note ?? ''}</span>
              </li>
            ))}
          </ul>
        </li>
      ))}
    </ul>
  )
}

/** The figures that judgements wait for. */
export function MissingList({ missing }: { missing: Explanation['missing'] }) {
  if (missing.length === 0) return <p className={css.nothing}>判定所需的数据已经齐全。</p>
  return (
    <ul className={css.missing}>
      {missingByYear(missing).map(({ year, labels }) => (
        <li key={year ?? 0}>
          <b>{year === undefined ? '企业档案' : `${year} 年`}</b> {labels.join('、')}
        </li>
      ))}
    </ul>
  )
}
