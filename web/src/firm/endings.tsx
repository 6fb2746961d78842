import type { components } from '../contract'
import { Sign } from '../parts/sign'
import { useNames } from '../policy/use-policy'
import { endingOn } from './ending'
import css from './firm.module.css'

/** What of the firm's titles ends within a year from today. */
export function Endings({ titles, today }: { titles: readonly components['schemas']['Recognition'][]; today: string }) {
  const names = useNames()
  const endings = endingOn(today, titles)
  if (endings.length === 0) return null
  return (
    <ul className={css.endings} aria-label="即将到期的资质">
      {endings.map(({ title, days }) => (
        <li key={`${title.kind} ${title.ref} ${title.issued}`}>
          <Sign name="clock" />
          <span>
            {names.kind(title.kind)} {title.number && <span className="mono">{title.number}</span>} {title.ends} 到期，{days === 0 ? '今天是最后一天' : `还有 ${days} 天`}
          </span>
        </li>
      ))}
    </ul>
  )
}
