import { useMemo } from 'react'

import { api } from '../api/client'
import type { components } from '../contract'

export type Policy = components['schemas']['Policy']

/** The policy of a year; it changes with the program only. */
export function usePolicy(year?: number) {
  return api.useQuery('get', '/api/v1/policy', { params: { query: year === undefined ? {} : { year } } }, { staleTime: Infinity, gcTime: Infinity })
}

type Names = { county: (id: string) => string; zones: (ids: string) => string; kind: (id: string) => string }

/** Names of counties, zones and kinds; the codes themselves until they are known. */
export function useNames(): Names {
  const policy = usePolicy().data
  return useMemo(() => namesOf(policy), [policy])
}

/** Looks names up in a policy. */
export function namesOf(policy: Policy | undefined): Names {
  const counties = new Map(policy?.counties.map((c) => [c.id, c.name]))
  const zones = new Map(policy?.zones.map((z) => [z.id, z.name]))
  const kinds = new Map(policy?.kinds.map((k) => [k.id, k.name]))
  return {
    county: (id) => counties.get(id) ?? id,
    zones: (ids) => ids.split(',').filter(Boolean).map((id) => zones.get(id) ?? id).join('、'),
    kind: (id) => kinds.get(id) ?? id,
  }
}
