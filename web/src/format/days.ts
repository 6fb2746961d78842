// A day is YYYY-MM-DD without a time zone; an instant is shown as it is in Shanghai.

const msPerDay = 86_400_000
const shanghai = 8 * 3_600_000 // no summer time

/** Whole days from one day to another; negative when `to` is earlier. */
export function daysBetween(from: string, to: string): number {
  return (Date.parse(`${to}T00:00:00Z`) - Date.parse(`${from}T00:00:00Z`)) / msPerDay
}

/** An instant such as 2026-11-22T16:27:12.719Z as 2026-11-23 00:27. */
export function moment(instant: string): string {
  return new Date(Date.parse(instant) + shanghai).toISOString().slice(0, 16).replace('T', ' ')
}

/** The day in Shanghai on which an instant falls. */
export function dayOf(instant: string): string {
  return moment(instant).slice(0, 10)
}

/** How a title that ends on `ends` and may be revoked stands on a day. */
export type Term = { state: 'revoked' | 'ended' | 'ending' | 'valid' | 'open'; days: number }

/** Days before the end from which a title is said to be ending. */
const soon = 365

/** The state of a title on a day: its last day still counts; without an end it stays until revoked. */
export function termOn(day: string, title: { ends: string; revoked: string }): Term {
  if (title.revoked !== '' && title.revoked <= day) return { state: 'revoked', days: daysBetween(title.revoked, day) }
  if (title.ends === '') return { state: 'open', days: 0 }
  const days = daysBetween(day, title.ends)
  if (days < 0) return { state: 'ended', days: -days }
  return { state: days <= soon ? 'ending' : 'valid', days }
}
