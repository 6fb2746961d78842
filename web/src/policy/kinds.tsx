import css from './policy.module.css'
import type { Policy } from './use-policy'

/** The kinds of titles that are known. */
export function Kinds({ kinds }: { kinds: Policy['kinds'] }) {
  return (
    <ul className={css.names}>
      {kinds.map((k) => (
        <li key={k.id}>{k.name}</li>
      ))}
    </ul>
  )
}
