import { keepPreviousData } from '@tanstack/react-query'

import { api } from '../api/client'

/** Names of incubators that contain what was typed. */
export function useIncubators(typed: string): string[] {
  const q = typed.trim()
  const list = api.useQuery('get', '/api/v1/incubators', { params: { query: { ...(q ? { q } : {}), page: 1, size: 50 } } }, { placeholderData: keepPreviousData, staleTime: 300_000 })
  return list.data?.items.map((i) => i.name) ?? []
}
