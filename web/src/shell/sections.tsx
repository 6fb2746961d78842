import {
  ApartmentOutlined,
  AuditOutlined,
  BankOutlined,
  DashboardOutlined,
  FileProtectOutlined,
  FileTextOutlined,
  ImportOutlined,
  MoneyCollectOutlined,
  ReadOutlined,
  SettingOutlined,
} from '@ant-design/icons'
import type { ReactNode } from 'react'

import type { Session } from '../session/session'

type Role = Session['role']

/** A section of the console: an entry of the menu. */
export type Section = { path: string; name: string; icon: ReactNode; roles: readonly Role[] }

const all: readonly Role[] = ['incubator', 'county', 'city', 'leadership', 'admin', 'auditor']

/**
 * The sections in the order of the menu, with the roles that have use for them. The server alone decides who may do
 * what (x-roles of the contract); this only leaves out what it would refuse.
 */
export const sections: readonly Section[] = [
  { path: '/overview', name: '总览', icon: <DashboardOutlined aria-hidden />, roles: ['county', 'city', 'leadership'] },
  { path: '/firms', name: '企业库', icon: <BankOutlined aria-hidden />, roles: ['incubator', 'county', 'city', 'leadership'] },
  { path: '/filings', name: '申报', icon: <FileTextOutlined aria-hidden />, roles: ['incubator', 'county', 'city'] },
  { path: '/import', name: '导入', icon: <ImportOutlined aria-hidden />, roles: ['county', 'city'] },
  { path: '/reviews', name: '年度评价', icon: <AuditOutlined aria-hidden />, roles: ['county', 'city', 'leadership'] },
  { path: '/pipeline', name: '独角兽管线', icon: <ApartmentOutlined aria-hidden />, roles: ['county', 'city', 'leadership'] },
  { path: '/money', name: '奖补', icon: <MoneyCollectOutlined aria-hidden />, roles: ['incubator', 'county', 'city', 'leadership'] },
  { path: '/policy', name: '政策', icon: <ReadOutlined aria-hidden />, roles: all },
  { path: '/reports', name: '报表', icon: <FileProtectOutlined aria-hidden />, roles: ['county', 'city', 'leadership', 'auditor'] },
  { path: '/system', name: '系统', icon: <SettingOutlined aria-hidden />, roles: ['admin', 'auditor'] },
]

/** The menu of a role. */
export const menuOf = (role: Role) => sections.filter((s) => s.roles.includes(role))

/** Where a role begins. */
export const homeOf = (role: Role) => (role === 'auditor' ? '/system' : (menuOf(role).find((s) => s.path !== '/policy')?.path ?? '/policy'))

/** The section that an address lies in. */
export const sectionOf = (path: string) => sections.find((s) => path === s.path || path.startsWith(`${s.path}/`))
