import { createContext, useContext } from 'react'

import { api, queries } from '../api/client'
import type { components } from '../contract'

export type Session = components['schemas']['Session']

const whoami = api.queryOptions('get', '/api/v1/session')

/** Asks who is signed in before there is anything to show it: the answer is there when the page is. */
export const askWho = () => void queries.prefetchQuery({ ...whoami, retry: false })

/** Who is signed in, asked of the server once. */
export const useSession = () => api.useQuery('get', '/api/v1/session', undefined, { staleTime: Infinity })

/** Who was signed in last, as far as this page knows. */
export const lastSession = (): Session | undefined => queries.getQueryData<Session>(whoami.queryKey)

/** What is known of another is forgotten; then `session` is who is signed in. */
export function enter(session: Session) {
  const before = lastSession()
  if (before && (before.username !== session.username || before.role !== session.role)) queries.clear()
  queries.setQueryData(whoami.queryKey, session)
}

/** Leads to the sign-in page by loading it anew, which forgets all that was read. */
export const leave = () => window.location.assign('/sign-in')

/** Ends the session and leaves. */
export const useSignOut = () => api.useMutation('delete', '/api/v1/session', { onSuccess: leave })

const Me = createContext<Session | undefined>(undefined)

export const MeProvider = Me.Provider

/** Who is signed in; only below the frame. */
export function useMe(): Session {
  const me = useContext(Me)
  if (!me) throw new Error('useMe outside the frame')
  return me
}
