import type { Policy } from '../policy/use-policy'
import { figures } from '../words/figures'
import { movements } from '../words/movements'
import { ladders, type TierID, tiers } from '../words/tiers'
import type { FirmQuery, Tier } from './query'

/** One filter that narrows the list, in words, and what takes it away. */
export type FilterTag = { key: string; text: string; without: Partial<FirmQuery> }

const tierOf = (tier: Tier, ladder: keyof typeof ladders): string =>
  tier === 'none' ? `不在${ladders[ladder].short}线上` : tier === 'any' ? `在${ladders[ladder].short}线上` : tiers[tier].name

/** The filters that narrow the list, in words; the text that is searched for stands in its own field. */
export function tagsOf(query: FirmQuery, policy: Policy | undefined): FilterTag[] {
  const named = (all: readonly { id: string; name: string }[] | undefined, id: string) => all?.find((one) => one.id === id)?.name ?? id
  const ladder = query.ladder ?? 'growth'
  // On both ladders there is 瞪羚: which is meant must be said.
  const on = (tier: Tier) => (ladder === 'unicorn' && tier === 'gazelle' ? `${ladders.unicorn.short}·` : '')
  const tags: FilterTag[] = []
  const add = (key: string, given: unknown, text: string, without: Partial<FirmQuery>) => {
    if (given !== undefined && given !== '') tags.push({ key, text, without })
  }
  add('county', query.county, named(policy?.counties, query.county), { county: '' })
  add('zone', query.zone, named(policy?.zones, query.zone), { zone: '' })
  add('industry', query.industry, `行业：${named(policy?.industries, query.industry)}`, { industry: '' })
  add('state', query.state, `经营状态：${query.state}`, { state: '' })
  add('incubator', query.incubator, query.incubator, { incubator: '' })
  if (query.ladder && !query.tier && !query.from && !query.move) tags.push({ key: 'ladder', text: `在${ladders[query.ladder].short}线上`, without: { ladder: undefined } })
  if (query.tier) tags.push({ key: 'tier', text: on(query.tier) + tierOf(query.tier, ladder), without: { tier: undefined } })
  if (query.from) tags.push({ key: 'from', text: `上次：${on(query.from)}${tierOf(query.from, ladder)}`, without: { from: undefined } })
  if (query.move) tags.push({ key: 'move', text: `${ladder === 'unicorn' ? '独角兽培育' : '梯次'}变动：${movements[query.move].name}`, without: { move: undefined } })
  if (query.ready) tags.push({ key: 'ready', text: `符合${tiers[query.ready as TierID].name}条件、尚未认定`, without: { ready: undefined } })
  add('present', query.present, query.present ? '评价时在册' : '评价时不在册', { present: undefined })
  add('missing', query.missing, query.missing ? '数据待补' : '数据齐全', { missing: undefined })
  add('missing_metric', query.missing_metric, `缺${query.missing_year ? `${query.missing_year} 年` : ''}${named(figures, query.missing_metric)}`, { missing_metric: '' })
  add('expiring', query.expiring, `${named(policy?.kinds, query.expiring)}${spanOf(query)}到期`, { expiring: '' })
  return tags
}

/** From when to when titles end, in words. */
function spanOf({ expires_from: from, expires_by: by }: FirmQuery): string {
  if (!from && !by) return ' 90 日内'
  if (!from) return ` ${by} 以前`
  return by ? ` ${from} 至 ${by} ` : ` ${from} 起 90 日内`
}
