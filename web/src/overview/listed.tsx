import { Link } from 'react-router'

import { type Filters, firmsAt } from '../firms/query'
import { count } from '../format/money'

/** A number that leads to the list of the firms that it counts; none of them is no link. `of` says to those who only hear what is counted. */
export function Listed({ firms, query, of }: { firms: number; query: Filters; of: string }) {
  if (firms === 0) return <>0</>
  return (
    <Link to={firmsAt(query)} aria-label={`${of}：${count(firms)} 家`}>
      {count(firms)}
    </Link>
  )
}
