import type { components } from '../contract'

export type Report = components['schemas']['Report']

/** What reports are about, with their keys in the order in which they stand. One that is not here stands under 其他. */
const groups: readonly { name: string; keys: readonly string[] }[] = [
  { name: '梯次培育', keys: ['annual', 'ladder', 'moves', 'years', 'unicorns', 'ready', 'expiring', 'carriers'] },
  { name: '奖补资金', keys: ['incentives', 'research', 'unclaimed', 'publicity', 'payments', 'budget'] },
  { name: '数据质量', keys: ['gaps'] },
]

/** Reports by what they are about; those of one firm stand apart. */
export function grouped(reports: readonly Report[]): { name: string; reports: Report[] }[] {
  const yearly = reports.filter((r) => r.needs === 'year')
  const known = groups.map(({ name, keys }) => ({ name, reports: keys.flatMap((key) => yearly.filter((r) => r.key === key)) }))
  const named = new Set(groups.flatMap((g) => g.keys))
  return [...known, { name: '其他', reports: yearly.filter((r) => !named.has(r.key)) }, { name: '单户', reports: reports.filter((r) => r.needs === 'firm') }].filter((g) => g.reports.length > 0)
}
