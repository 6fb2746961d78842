import type { components } from '../contract'
import type { Finding } from '../words/outcomes'
import type { LadderID, TierID } from '../words/tiers'

export type Explanation = components['schemas']['Explanation']
export type Standing = Explanation['standings'][number]

/** A finding as a line of the table: where it is in the tree, how deep, and whether its parts are shown. */
export type Line = { path: string; depth: number; finding: Finding; parts: number; open: boolean }

/** The lines of a tree of which `open` says what is unfolded, in reading order. The root itself is no line when it has parts. */
export function linesOf(root: Finding, open: ReadonlySet<string>): Line[] {
  const lines: Line[] = []
  const walk = (finding: Finding, path: string, depth: number) => {
    const parts = finding.parts ?? []
    const unfolded = open.has(path)
    lines.push({ path, depth, finding, parts: parts.length, open: unfolded })
    if (unfolded) parts.forEach((part, i) => walk(part, `${path}.${i}`, depth + 1))
  }
  if (root.parts?.length && !root.label) root.parts.forEach((part, i) => walk(part, String(i), 0))
  else walk(root, 'root', 0)
  return lines
}

/**
 * What is unfolded at first: the branches that decide, which are those that came out as the whole did. Scores stay
 * folded: they are long, and their total says enough.
 */
export function deciding(root: Finding): Set<string> {
  const open = new Set<string>()
  const walk = (finding: Finding, path: string) => {
    if (!finding.parts?.length || finding.score || finding.outcome !== root.outcome) return
    open.add(path)
    finding.parts.forEach((part, i) => walk(part, `${path}.${i}`))
  }
  if (root.label) walk(root, 'root')
  else root.parts?.forEach((part, i) => walk(part, String(i)))
  return open
}

/** A tree without what was not needed: of alternatives of which one sufficed, the others. For paper, where room is short. */
export function needed(root: Finding): Finding {
  if (!root.parts?.length) return root
  const parts = root.outcome === 'met' ? root.parts.filter((part) => part.outcome === 'met') : root.parts
  return { ...root, parts: parts.map(needed) }
}

/** Every branch, for unfolding all. */
export function everyBranch(root: Finding): Set<string> {
  const open = new Set<string>()
  const walk = (finding: Finding, path: string) => {
    if (!finding.parts?.length) return
    open.add(path)
    finding.parts.forEach((part, i) => walk(part, `${path}.${i}`))
  }
  if (root.label) walk(root, 'root')
  else root.parts?.forEach((part, i) => walk(part, String(i)))
  return open
}

/** How a firm stands on a tier, in one word. */
export type Stand = 'holds' | 'ready' | 'unclear' | 'short'

/** holds: has it; ready: meets the conditions without having it (应报未报); unclear: cannot be said yet; short: neither. */
export function standOf(standing: Standing): Stand {
  if (standing.holds.outcome === 'met') return 'holds'
  if (standing.holds.outcome === 'unknown') return 'unclear'
  if (standing.qualifies.outcome === 'met') return 'ready'
  return standing.qualifies.outcome === 'unknown' ? 'unclear' : 'short'
}

/** The standing that an explanation is opened on: where the firm is; else what it could reach next; else the first. */
export function firstStanding(e: Explanation): Standing | undefined {
  const at = (ladder: LadderID, tier: TierID | null | undefined) => e.standings.find((s) => s.ladder === ladder && s.tier === tier)
  return (
    at('growth', e.positions.growth) ??
    at('unicorn', e.positions.unicorn) ??
    e.standings.find((s) => standOf(s) === 'ready') ??
    e.standings[0]
  )
}

/** The gap that the server tells for a finding of the tree, if it tells one. */
export function gapOf(finding: Finding, gaps: readonly Finding[]): string | undefined {
  if (finding.gap) return finding.gap
  if (finding.outcome === 'met' || !finding.metric) return undefined
  for (const tier of gaps)
    for (const part of tier.parts ?? [])
      if (part.metric === finding.metric && part.label === finding.label && part.bound === finding.bound) return part.gap
  return undefined
}

/** Missing figures, grouped by year; what is missing of the firm itself comes first. */
export function missingByYear(missing: Explanation['missing']): { year: number | undefined; labels: string[] }[] {
  const years = [...new Set(missing.map((m) => m.year ?? 0))].sort((a, b) => a - b) // sort() would put undefined last
  return years.map((year) => ({ year: year || undefined, labels: missing.filter((m) => (m.year ?? 0) === year).map((m) => m.label) }))
}
