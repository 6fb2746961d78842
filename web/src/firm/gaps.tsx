import { Tooltip } from 'antd'

import { legible } from '../format/money'
import { OutcomeMark } from '../parts/marks'
import type { Finding } from '../words/outcomes'
import css from './firm.module.css'
import { type Explanation, missingByYear } from './findings'

/** What would lift the firm to the next tier of each ladder, and which tiers it could file for already; which article asks for it, under the pointer and the focus. */
export function Gaps({ gaps, ready = [], printed = false }: { gaps: readonly Finding[]; ready?: Explanation['ready']; printed?: boolean }) {
  return (
    <>
      {ready.length > 0 && (
        <p className={css.readyNote}>
          应报未报：已符合{ready.map((r) => `${r.name}${r.unscored ? '（待评分）' : ''}`).join('、')}的条件，尚未取得。
        </p>
      )}
      {gaps.length === 0 ? (
        <p className={css.nothing}>已在最高梯级，或上一梯级没有可列出的差距。</p>
      ) : (
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
                    <span className={css.what}>
                      <Label part={part} printed={printed} />
                    </span>
                    <span className={css.short}>{legible(part.gap ?? part.note ?? '')}</span>
                  </li>
                ))}
              </ul>
            </li>
          ))}
        </ul>
      )}
    </>
  )
}

function Label({ part, printed }: { part: Finding; printed: boolean }) {
  if (!part.cite || printed) return <>{part.label}</>
  return (
    <Tooltip title={`依据：${part.cite}`} trigger={['hover', 'focus']} placement="topLeft">
      <button type="button" className={css.gapLabel}>
        {part.label}
      </button>
    </Tooltip>
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
