import { Navigate, NavLink, Outlet } from 'react-router'

import { useMe } from '../session/session'
import type { Role } from '../words/roles'
import css from './frame.module.css'

/** The parts of 系统, with the roles that have use for them. */
const parts: readonly { to: string; name: string; roles: readonly Role[] }[] = [
  { to: '/system/users', name: '用户', roles: ['admin'] },
  { to: '/system/audit', name: '操作记录', roles: ['auditor'] },
  { to: '/system/jobs', name: '定时任务', roles: ['admin', 'auditor'] },
  { to: '/system/health', name: '运行状况', roles: ['admin'] },
]

const partsOf = (role: Role) => parts.filter((p) => p.roles.includes(role))

/** Leads from one part of 系统 to another. */
export function System() {
  const { role } = useMe()
  return (
    <>
      <nav className={css.parts} aria-label="系统">
        {partsOf(role).map((p) => (
          <NavLink key={p.to} to={p.to} className={({ isActive }) => (isActive ? css.at : undefined)}>
            {p.name}
          </NavLink>
        ))}
      </nav>
      <Outlet />
    </>
  )
}

/** 系统 begins with users for administrators and with the trail for auditors. */
export const SystemHome = () => <Navigate to={partsOf(useMe().role)[0]?.to ?? '/'} replace />
