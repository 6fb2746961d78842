import type { components } from '../contract'
import { Confidence } from './confidence'
import css from './policy.module.css'
import { useAnchor } from './use-part'

type Document = components['schemas']['Document']

/** The documents that the rules cite: in force when, checked when, and how far they can be relied upon. */
export function Documents({ documents, day }: { documents: readonly Document[]; day: string }) {
  useAnchor(true)
  return (
    <ul className={css.documents}>
      {documents.map((d) => {
        const over = d.to && d.to < day
        return (
          <li key={d.id} id={`document-${d.id}`}>
            <h3>
              {d.title} {d.number && <span className={css.number}>{d.number}</span>}
            </h3>
            <p className={css.meta}>
              <Confidence of={d.confidence} />
              {d.issuer && <span>{d.issuer}</span>}
              <span className={over ? css.over : undefined}>
                {d.from} 起施行{d.to ? `，至 ${d.to}${over ? '(已失效)' : ''}` : ''}
              </span>
              <span>{d.checked ? `${d.checked} 核对` : '未核对'}</span>
            </p>
            {d.note && <p className={css.remark}>{d.note}</p>}
          </li>
        )
      })}
    </ul>
  )
}
