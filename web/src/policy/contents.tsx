import { Link } from 'react-router'

import css from './policy.module.css'

/** What a long part of the book holds, beside it. */
export function Contents({ label, entries }: { label: string; entries: readonly { to: string; name: string; of?: string }[] }) {
  return (
    <nav className={css.contents} aria-label={label}>
      <ol>
        {entries.map((e) => (
          <li key={e.to}>
            <Link to={e.to}>
              {e.of && <small>{e.of}</small>} {e.name}
            </Link>
          </li>
        ))}
      </ol>
    </nav>
  )
}
