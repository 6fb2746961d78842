import type { ReactNode } from 'react'
import { NavLink, useSearchParams } from 'react-router'

import { Page } from '../parts/page'
import { YearSwitch } from '../parts/year-switch'
import { type Session, useMe } from '../session/session'
import css from './money.module.css'

type Role = Session['role']
const readers: readonly Role[] = ['county', 'city', 'leadership']

/** The pages of the section, in the order in which money goes. */
const pages: readonly { path: string; name: string; roles: readonly Role[] }[] = [
  { path: '/money', name: '测算与核定', roles: readers },
  { path: '/money/settlements', name: '公示与拨付', roles: readers },
  { path: '/money/unclaimed', name: '免申即享清单', roles: readers },
  { path: '/money/budget', name: '资金预算', roles: readers },
  { path: '/money/differences', name: '差异核对', roles: readers },
  { path: '/money/incomes', name: '转化收入', roles: readers },
  { path: '/money/trials', name: '政策推演', roles: ['city', 'leadership'] },
]

/** A page of the section: the ways to the others above it, and the year in the top bar. */
export function MoneySection({ title, note, actions, years, year, children }: { title: string; note?: ReactNode; actions?: ReactNode; years?: readonly number[]; year?: number | undefined; children: ReactNode }) {
  const { role } = useMe()
  const [params] = useSearchParams()
  const asked = params.get('year')
  const shown = pages.filter((p) => p.roles.includes(role))
  return (
    <>
      {shown.length > 1 && (
        <nav aria-label="奖补" className={css.nav}>
          {shown.map((p) => (
            <NavLink key={p.path} to={p.path + (asked ? `?year=${asked}` : '')} end={p.path === '/money'}>
              {p.name}
            </NavLink>
          ))}
        </nav>
      )}
      <Page title={title} note={note} actions={actions}>
        {years && <YearSwitch years={years} value={year} />}
        {children}
      </Page>
    </>
  )
}
