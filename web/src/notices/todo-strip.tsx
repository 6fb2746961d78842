import { Link } from 'react-router'

import { api } from '../api/client'
import css from '../filings/filings.module.css'
import { count } from '../format/money'
import { Failed } from '../parts/states'
import { useMe } from '../session/session'

/** What waits for whoever is signed in; each number leads to what it counts. */
export function TodoStrip() {
  const { role } = useMe()
  const todo = api.useQuery('get', '/api/v1/todo')
  if (todo.isError && !todo.data) return <Failed why={todo.error} onRetry={() => void todo.refetch()} />
  const t = todo.data
  const entries = [
    { name: '退回给我的申报', n: t?.returned, to: '/filings?tab=all&state=returned', roles: ['incubator', 'county'] },
    { name: '待审核', n: t?.review, to: '/filings?tab=waiting', roles: ['county', 'city'] },
    { name: '待确认', n: t?.confirm, to: '/filings?tab=waiting', roles: ['city'] },
    { name: '公示期满待写入', n: t?.publicity, to: '/filings?tab=waiting', roles: ['city'] },
    { name: '7 日内截止的批次', n: t?.rounds, to: '/filings?tab=rounds', roles: ['incubator', 'county', 'city'] },
    { name: '未填报的企业', n: t?.firms, to: '/filings?tab=rounds', roles: ['incubator'] },
    { name: '未读提醒', n: t?.unread, to: '/filings?tab=notices', roles: ['incubator', 'county', 'city'] },
  ].filter((e) => e.roles.includes(role))
  return (
    <nav className={css.todo} aria-label="待办">
      {entries.map((e) => (
        <Link key={e.name} to={e.to} className={(e.n ?? 0) > 0 ? css.due : undefined}>
          {e.name}
          <b>{e.n === undefined ? '…' : count(e.n)}</b>
        </Link>
      ))}
    </nav>
  )
}
