import { MutationCache, QueryCache, QueryClient } from '@tanstack/react-query'
import createClient from 'openapi-fetch'
import createHooks from 'openapi-react-query'

import type { paths } from '../contract'
import { connection } from './connection'
import { hasCode } from './problem'
import { reentry } from './reentry'
import { sender, worthRetrying } from './send'

/** The server by its contract. Failures are thrown: ApiError or Unreachable. */
export const server = createClient<paths>({
  baseUrl: window.location.origin,
  fetch: sender((request) => window.fetch(request), reentry, connection),
})

/** The same as hooks of TanStack Query: api.useQuery('get', '/api/v1/firms', …). */
export const api = createHooks(server)

// A password may come of age while its owner works: then who is signed in is read again, and the frame asks for a new one.
const onError = (why: unknown) => {
  if (hasCode(why, 'password_change')) void queries.invalidateQueries({ queryKey: ['get', '/api/v1/session'] })
}

/** What was read, kept for a short while, so that going back shows it at once. */
export const queries: QueryClient = new QueryClient({
  queryCache: new QueryCache({ onError }),
  mutationCache: new MutationCache({ onError }),
  defaultOptions: {
    queries: { staleTime: 30_000, gcTime: 10 * 60_000, retry: worthRetrying, retryDelay: 800, refetchOnWindowFocus: false, networkMode: 'always' },
    mutations: { retry: false, networkMode: 'always' },
  },
})

// When the server is back, what failed meanwhile is read again.
connection.subscribe(() => {
  if (!connection.lost()) void queries.refetchQueries({ predicate: (q) => q.state.status === 'error' })
})
