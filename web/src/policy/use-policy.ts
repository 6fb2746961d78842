import { useQueries } from '@tanstack/react-query'
import { useMemo } from 'react'

import { api } from '../api/client'
import type { components } from '../contract'
import type { TierID } from '../words/tiers'

export type Policy = components['schemas']['Policy']

/** The policy of a year; it changes with the program only. */
export function usePolicy(year?: number) {
  return api.useQuery('get', '/api/v1/policy', { params: { query: year === undefined ? {} : { year } } }, { staleTime: Infinity, gcTime: Infinity })
}

/** The conditions of tiers in a year; like all of the book they change with the program only. */
export const usePolicyTiers = (tiers: readonly TierID[], year: number) =>
  useQueries({ queries: tiers.map((tier) => ({ ...api.queryOptions('get', '/api/v1/policy/tiers/{tier}', { params: { path: { tier }, query: { year } } }), staleTime: Infinity })) })

/** The years that the book covers, the latest first, with the review that was published of each. */
export const usePolicyYears = () => api.useQuery('get', '/api/v1/policy/years', undefined, { staleTime: 60_000 })

/** The years of which a review was published, the latest first. */
export function useReviewedYears(): number[] {
  return usePolicyYears().data?.items.filter((y) => y.review !== null).map((y) => y.year) ?? []
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
