import type { components } from '../contract'
import { Sign, type SignName } from '../parts/sign'
import css from './policy.module.css'

type Document = components['schemas']['Document']

const confidences: Record<string, { sign: SignName; name: string; means: string }> = {
  confirmed: { sign: 'check', name: '已核对原文', means: '数值和条文与原文逐条核对过' },
  known: { sign: 'same', name: '通行做法', means: '依通行做法，尚未核对原文' },
  provisional: { sign: 'alert', name: '暂定口径', means: '文件没有写明，待主管部门核定' },
}

/** The documents that the rules cite: in force when, checked when, and how far they can be relied upon. */
export function Documents({ documents, day }: { documents: readonly Document[]; day: string }) {
  return (
    <ul className={css.documents}>
      {documents.map((d) => {
        const c = confidences[d.confidence]
        const over = d.to && d.to < day
        return (
          <li key={d.id}>
            <h3>
              {d.title} {d.number && <span className={css.number}>{d.number}</span>}
            </h3>
            <p className={css.meta}>
              <span className={css[d.confidence]} title={c?.means}>
                {c && <Sign name={c.sign} size={11} />} {c?.name ?? d.confidence}
              </span>
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
