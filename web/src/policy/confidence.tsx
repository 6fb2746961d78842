import { Sign, type SignName } from '../parts/sign'
import css from './policy.module.css'

const confidences: Record<string, { sign: SignName; name: string; means: string }> = {
  confirmed: { sign: 'check', name: '已核对原文', means: '数值和条文与原文逐条核对过' },
  known: { sign: 'same', name: '通行做法', means: '依通行做法，尚未核对原文' },
  provisional: { sign: 'alert', name: '暂定口径', means: '文件没有写明，待主管部门核定' },
}

/** How far a document can be relied upon. */
export function Confidence({ of }: { of: string }) {
  const c = confidences[of]
  return (
    <span className={css[of]} title={c?.means}>
      {c && <Sign name={c.sign} size={11} />} {c?.name ?? of}
    </span>
  )
}
