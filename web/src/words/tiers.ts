import type { components } from '../contract'

export type LadderID = components['schemas']['LadderID']
export type TierID = components['schemas']['TierID']

/** The ladders, as screens name them. */
export const ladders: Record<LadderID, { name: string; short: string; tiers: readonly TierID[] }> = {
  growth: {
    name: '创新主体梯次培育',
    short: '梯次培育',
    tiers: ['tech_sme', 'hnte_library', 'hnte_below_scale', 'hnte_above_scale', 'gazelle', 'hnte_listed', 'unicorn'],
  },
  unicorn: { name: '独角兽企业培育', short: '独角兽培育', tiers: ['fledgling', 'gazelle', 'pre_unicorn', 'unicorn'] },
}

export const ladderIDs = ['growth', 'unicorn'] as const satisfies readonly LadderID[]

/**
 * Name, short name and colour of each tier. The colours (after Okabe and Ito) remain apart for people who do not see
 * red, green or blue; a tier is never shown by its colour alone.
 */
export const tiers: Record<TierID, { name: string; short: string; colour: string }> = {
  tech_sme: { name: '科技型中小企业', short: '科技型中小', colour: '#56b4e9' },
  hnte_library: { name: '高新技术入库培育企业', short: '高企入库', colour: '#0072b2' },
  hnte_below_scale: { name: '规下高新技术企业', short: '规下高企', colour: '#12a67c' },
  hnte_above_scale: { name: '规上高新技术企业', short: '规上高企', colour: '#00593f' },
  gazelle: { name: '瞪羚企业', short: '瞪羚', colour: '#e69f00' },
  hnte_listed: { name: '上市高新技术企业', short: '上市高企', colour: '#c44e00' },
  unicorn: { name: '独角兽企业', short: '独角兽', colour: '#8a3b74' },
  fledgling: { name: '优秀雏鹰企业', short: '优秀雏鹰', colour: '#7c8a2e' },
  pre_unicorn: { name: '准独角兽企业', short: '准独角兽', colour: '#c58fb8' },
}

/** Which rung of its ladder a tier is, from 1; 0 when it is not on it. */
export function rung(ladder: LadderID, tier: TierID | null): number {
  return tier === null ? 0 : ladders[ladder].tiers.indexOf(tier) + 1
}
