import type { components } from '../contract'
import type { Role } from '../words/roles'

type TokenScope = components['schemas']['TokenScope']

/** What a token may do. */
export const scopes: Record<TokenScope, { name: string; means: string; roles: readonly Role[] }> = {
  read: { name: '查询', means: '只读，不改动任何数据', roles: ['incubator', 'county', 'city', 'leadership'] },
  filings: { name: '办理申报', means: '新建、提交、审核申报', roles: ['incubator', 'county', 'city'] },
  reviews: { name: '办理年度评价', means: '开始、发布、取消评价', roles: ['city'] },
}

/** Whether a role may have tokens; the server decides. */
export const mayHave = (role: Role): boolean => scopes.read.roles.includes(role)

/** The scopes that are of use to a role. */
export const scopesOf = (role: Role): TokenScope[] => (Object.keys(scopes) as TokenScope[]).filter((s) => scopes[s].roles.includes(role))

/** How many days a token may be asked to last. */
export const lives = [30, 90, 180, 365] as const

/** When a token of so many days ends: with the last of them, in Shanghai. */
export function expiry(days: number, now: number): string {
  const last = new Date(now + 8 * 3_600_000 + (days - 1) * 86_400_000).toISOString().slice(0, 10)
  return `${last}T23:59:59+08:00`
}
