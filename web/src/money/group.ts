import type { Line, MoneyTotals, Sums } from './types'

/** Sums of lines, as they are printed. */
export type Both = { lines: number; low: number; high: number }

/** The two ends of lines together; lines without an amount count with none. */
export function sumOf(lines: readonly { low: number | null; high: number | null }[]): Both {
  return lines.reduce<Both>((s, l) => ({ lines: s.lines + 1, low: s.low + (l.low ?? 0), high: s.high + (l.high ?? 0) }), { lines: 0, low: 0, high: 0 })
}

export type Group = { key: string; title: string; county: string; lines: Line[] }

/** Lines by who is to get them, the largest sum first; or by clause, in the order in which they come. */
export function groupsOf(lines: readonly Line[], by: 'payee' | 'clause', clauseName: (clause: string) => string): Group[] {
  const groups = new Map<string, Group>()
  for (const line of lines) {
    const key = by === 'payee' ? line.payee : line.clause
    const group = groups.get(key)
    if (group) group.lines.push(line)
    else groups.set(key, { key, title: by === 'payee' ? line.name : `${line.clause} ${clauseName(line.clause)}`.trim(), county: by === 'payee' ? line.county : '', lines: [line] })
  }
  const all = [...groups.values()]
  if (by === 'clause') return all
  const highs = new Map(all.map((g) => [g, sumOf(g.lines).high]))
  return all.sort((a, b) => highs.get(b)! - highs.get(a)! || (a.key < b.key ? -1 : 1))
}

/** What a line still needs before it can be settled or paid: evidence that the records do not show. */
export const lacking = (l: Pick<Line, 'evidence'>): string[] => l.evidence.filter((e) => !e.held).map((e) => e.name)

/** Whether somebody may settle the line: it is owed, inside the years of its clause, and nobody has. */
export const settleable = (l: Pick<Line, 'state' | 'outside' | 'settlement'>): boolean => l.state === 'owed' && !l.outside && l.settlement === null

/** Whether the line can be settled together with others: its amount is not for a person to choose. */
export const batchable = (l: Pick<Line, 'state' | 'outside' | 'settlement' | 'low' | 'high'>): boolean => settleable(l) && l.low !== null && l.low === l.high && l.low > 0

/** A table of clauses by counties, for reading across and down. */
export type Cross = { clauses: MoneyTotals['clauses']; counties: MoneyTotals['counties']; cell: (clause: string, county: string) => Sums | undefined }

/** Puts the totals into a table; counties without a line are left out. */
export function crossOf(t: Pick<MoneyTotals, 'clauses' | 'counties' | 'cells'>): Cross {
  const cells = new Map(t.cells.map((c) => [`${c.clause}/${c.county}`, c.sums]))
  return { clauses: t.clauses, counties: t.counties.filter((c) => c.sums.lines > 0), cell: (clause, county) => cells.get(`${clause}/${county}`) }
}

/** What a table of clauses by counties tells: amounts in 分, or a number of lines. */
export const measures = {
  owed: { name: '应给予', unit: '万元' },
  settled: { name: '已核定', unit: '万元' },
  paid: { name: '已拨付', unit: '万元' },
  open: { name: '未核定', unit: '笔' },
  pending: { name: '待补', unit: '笔' },
  suspended: { name: '暂缓', unit: '笔' },
} as const
export type Measure = keyof typeof measures
export const measureIDs = Object.keys(measures) as Measure[]

/** What was paid, through the ledger or before it. */
export const paidOf = (s: Pick<Sums, 'paid' | 'paid_outside'>): number => s.paid + s.paid_outside

/** Lines that are owed and that nobody has settled. */
export const openLines = (s: Pick<Sums, 'lines' | 'pending' | 'suspended' | 'outside' | 'settled_lines'>): number => Math.max(0, s.lines - s.pending - s.suspended - s.outside - s.settled_lines)

/** One number of the table, or its two ends. */
export function measured(s: Sums, m: Measure): [number, number] {
  const one = (n: number): [number, number] => [n, n]
  switch (m) {
    case 'owed':
      return [s.low, s.high]
    case 'settled':
      return one(s.settled)
    case 'paid':
      return one(paidOf(s))
    case 'open':
      return one(openLines(s))
    default:
      return one(s[m])
  }
}
