import type { operations } from '../contract'
import { type Role, roles } from '../words/roles'

/** What the list of users shows; it stands in the address. */
export type UserQuery = { q: string; role: Role | undefined; disabled: boolean | undefined; unused: number | undefined; page: number; size: number }

export const roleIDs = Object.keys(roles) as Role[]

/** Days without use that can be asked for. */
export const idle = [30, 90, 180, 365] as const

export const sizes = [20, 50, 100] as const

const oneOf = <T extends number>(all: readonly T[], text: string | null): T | undefined => all.find((n) => String(n) === text)

/** Reads the address; whatever the server would refuse is left out. */
export function readQuery(params: URLSearchParams): UserQuery {
  const disabled = params.get('disabled')
  const page = params.get('page') ?? ''
  return {
    q: (params.get('q') ?? '').trim().slice(0, 60),
    role: roleIDs.find((r) => r === params.get('role')),
    disabled: disabled === 'true' ? true : disabled === 'false' ? false : undefined,
    unused: oneOf(idle, params.get('unused')),
    page: /^[1-9]\d{0,3}$/.test(page) ? Number(page) : 1,
    size: oneOf(sizes, params.get('size')) ?? sizes[0],
  }
}

/** Writes the address, without what goes without saying. */
export function writeQuery(query: UserQuery): URLSearchParams {
  const params = new URLSearchParams()
  for (const key of ['q', 'role', 'disabled', 'unused'] as const) if (query[key] !== undefined && query[key] !== '') params.set(key, String(query[key]))
  if (query.page > 1) params.set('page', String(query.page))
  if (query.size !== sizes[0]) params.set('size', String(query.size))
  return params
}

/** What the server is asked. */
export function asked(query: UserQuery): NonNullable<operations['listUsers']['parameters']['query']> {
  const { q, ...rest } = query
  return { ...(q ? { q } : {}), ...(Object.fromEntries(Object.entries(rest).filter(([, v]) => v !== undefined)) as Omit<UserQuery, 'q'>) }
}

/** Whether anything narrows the list. */
export const narrowed = (q: UserQuery): boolean => Boolean(q.q || q.role || q.disabled !== undefined || q.unused)
