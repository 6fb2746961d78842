import type { Budget } from './types'

type Amounts = { low: number; high: number; settled: number; approved: number; paid: number }
export type CountyRow = Amounts & { county: string; name: string }

/** The budget by county, from its clauses, in the order in which counties come; what has no county is last. */
export function byCounty(clauses: Budget['clauses']): CountyRow[] {
  const rows = new Map<string, CountyRow>()
  for (const clause of clauses)
    for (const c of clause.counties) {
      const row = rows.get(c.county) ?? { county: c.county, name: c.name, low: 0, high: 0, settled: 0, approved: 0, paid: 0 }
      rows.set(c.county, { ...row, low: row.low + c.low, high: row.high + c.high, settled: row.settled + c.settled, approved: row.approved + c.approved, paid: row.paid + c.paid })
    }
  return [...rows.values()].sort((a, b) => (a.county === '' ? 1 : 0) - (b.county === '' ? 1 : 0) || (a.county < b.county ? -1 : a.county > b.county ? 1 : 0))
}

/** The clauses that any forecast year knows, in order, with what each year says of them. */
export function forecastRows(b: Pick<Budget, 'clauses' | 'forecast'>) {
  const names = new Map<string, string>()
  for (const c of b.clauses) names.set(c.clause, c.name)
  for (const f of b.forecast) for (const c of f.clauses) names.set(c.clause, c.name)
  return [...names].map(([clause, name]) => ({ clause, name, now: b.clauses.find((c) => c.clause === clause), years: b.forecast.map((f) => f.clauses.find((c) => c.clause === clause)) })).filter((r) => r.years.some(Boolean))
}

/** The high end of what a forecast has outside the years of the clauses. */
export const outsideOf = (clauses: Budget['forecast'][number]['clauses']): number => clauses.reduce((n, c) => n + (c.outside ? (c.high ?? 0) : 0), 0)
