import { Link } from 'react-router'

import { CiteLink } from './cite-link'
import { demand, type Rule, sinceWords, titleOf, together } from './rule-words'
import css from './policy.module.css'
import { usePart } from './use-part'

/** A condition with its parts: what is asked, since when, and where it is written. `within` is the document that need not be named again. */
export function RuleView({ rule, within }: { rule: Rule; within?: string }) {
  const { at } = usePart()
  const [only] = rule.parts
  if (rule.type === 'criteria' && rule.parts.length === 1 && only && (!rule.label || titleOf(only) === rule.label)) return <RuleView rule={only} {...(within ? { within } : {})} />
  const group = rule.parts.length > 0
  const asked = demand(rule)
  const title = titleOf(rule)
  const said = group ? together(rule) : rule.note
  const how = said === title ? '' : said
  const since = rule.bands?.length ? '' : sinceWords(rule.history)
  const bare = group && !title && !asked && !rule.cite // only holds its parts together
  return (
    <div className={css.rule}>
      {bare ? (
        how && <p className={css.how}>{how}</p>
      ) : (
        <div className={css.line}>
          <p>
            {title && <span className={css.title}>{title}</span>} {rule.type === 'qualifies' && rule.tier ? <Link className={css.within} to={at('tiers', rule.tier)}>{asked}</Link> : asked && asked !== title && <span className={css.asked}>{asked}</span>}{' '}
            {rule.points && <span className={css.asked}>{rule.points} 分</span>} {how && <span className={css.how}>{how}</span>}
          </p>
          <p className={css.source}>
            {since && <span>{since}</span>} {rule.cite && <CiteLink cite={rule.cite} within={within} />}
          </p>
        </div>
      )}
      {rule.bands && rule.bands.length > 0 && <Bands bands={rule.bands} title={title} />}
      {group && (
        <ul className={rule.type === 'any' || rule.type === 'best' ? css.either : css.every}>
          {rule.parts.map((part, i) => (
            <li key={i}>
              <RuleView rule={part} {...(within ? { within } : {})} />
            </li>
          ))}
        </ul>
      )}
    </div>
  )
}

function Bands({ bands, title }: { bands: NonNullable<Rule['bands']>; title: string }) {
  const points = bands.some((b) => b.points)
  return (
    <table className={css.bands}>
      <caption className="only-heard">{title}的各档</caption>
      <thead>
        <tr>
          <th scope="col">档次</th>
          <th scope="col">标准</th>
          {points && <th scope="col">得分</th>}
          <th scope="col">沿革</th>
        </tr>
      </thead>
      <tbody>
        {bands.map((b, i) => (
          <tr key={i}>
            <td>{b.text}</td>
            <td>{b.bound}</td>
            {points && <td>{b.points}</td>}
            <td className={css.since}>{sinceWords(b.history)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}
