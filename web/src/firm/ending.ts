import type { components } from '../contract'
import { termOn } from '../format/days'

type Recognition = components['schemas']['Recognition']

/** A title that ends soon, and in how many days. */
export type Ending = { title: Recognition; days: number }

/** The titles that are good today and end within a year, the first to end first; not those that a later one of the same kind follows. */
export function endingOn(today: string, titles: readonly Recognition[]): Ending[] {
  const good = titles.filter((t) => t.issued <= today && ['ending', 'valid', 'open'].includes(termOn(today, t).state))
  const followed = (t: Recognition) => good.some((o) => o.kind === t.kind && (o.ends === '' || o.ends > t.ends))
  return good
    .filter((t) => termOn(today, t).state === 'ending' && !followed(t))
    .map((title) => ({ title, days: termOn(today, title).days }))
    .sort((a, b) => a.days - b.days)
}
