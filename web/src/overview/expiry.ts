import type { Overview } from './totals'

type Expiry = Overview['expiries'][number]

/** The titles of one kind that end in each of the months. */
export type ExpiryRow = { kind: string; name: string; firms: number; cells: (Expiry | undefined)[] }

/** The month after a month: 2026-12 → 2027-01. */
export function following(month: string): string {
  const [year = 0, number = 0] = month.split('-').map(Number)
  return number === 12 ? `${year + 1}-01` : `${year}-${String(number + 1).padStart(2, '0')}`
}

/** The twelve months from the one of today on, and whatever of later the server tells. */
export function monthsFrom(today: string, expiries: readonly Expiry[]): string[] {
  const first = [today.slice(0, 7), ...expiries.map((e) => e.month)].sort()[0]!
  const last = expiries.map((e) => e.month).sort().at(-1) ?? first
  const months = [first]
  while (months.length < 12 || months.at(-1)! < last) months.push(following(months.at(-1)!))
  return months
}

/** One row a kind, the one with the most first. A firm may have titles of several kinds, so rows are not added up. */
export function expiryRows(expiries: readonly Expiry[], months: readonly string[]): ExpiryRow[] {
  return [...new Map(expiries.map((e) => [e.kind, e.name]))]
    .map(([kind, name]) => {
      const own = expiries.filter((e) => e.kind === kind)
      return { kind, name, firms: own.reduce((sum, e) => sum + e.firms, 0), cells: months.map((m) => own.find((e) => e.month === m)) }
    })
    .sort((a, b) => b.firms - a.firms)
}
