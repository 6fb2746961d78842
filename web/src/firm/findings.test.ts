import { describe, expect, it } from 'vitest'

import type { Finding } from '../words/outcomes'
import { deciding, type Explanation, everyBranch, firstStanding, gapOf, linesOf, missingByYear, needed, standOf } from './findings'

const met = (label: string, ...parts: Finding[]): Finding => ({ outcome: 'met', label, ...(parts.length ? { parts } : {}) })
const unmet = (label: string, ...parts: Finding[]): Finding => ({ outcome: 'unmet', label, ...(parts.length ? { parts } : {}) })

const gazelle: Finding = {
  outcome: 'met',
  note: '须全部满足',
  parts: [
    met('成立年限'),
    met('规模标准', met('收入高增长', met('基期收入'), met('复合增长率')), unmet('人员高增长', unmet('基期人数'), met('增加人数'))),
    { ...met('评分', met('科技人员')), score: { low: 61, high: 61 } },
  ],
}

const labels = (root: Finding, open: ReadonlySet<string>) => linesOf(root, open).map((l) => '·'.repeat(l.depth) + l.finding.label)

describe('a tree of findings', () => {
  it('begins with its parts when the root only joins them', () => {
    expect(labels(gazelle, new Set())).toEqual(['成立年限', '规模标准', '评分'])
    expect(labels(met('官方名单'), new Set())).toEqual(['官方名单'])
  })

  it('unfolds at first what decided, and no scores', () => {
    expect(labels(gazelle, deciding(gazelle))).toEqual(['成立年限', '规模标准', '·收入高增长', '··基期收入', '··复合增长率', '·人员高增长', '评分'])
  })

  it('of a refusal unfolds what failed', () => {
    const root = unmet('', met('成立年限', met('天数')), unmet('研发投入', unmet('占比'), met('境内')))
    expect(labels(root, deciding(root))).toEqual(['成立年限', '研发投入', '·占比', '·境内'])
  })

  it('can be unfolded as a whole', () => {
    expect(linesOf(gazelle, everyBranch(gazelle))).toHaveLength(10)
  })

  it('on paper leaves out the alternatives that were not needed, but nothing of a refusal', () => {
    expect(labels(needed(gazelle), everyBranch(needed(gazelle)))).not.toContain('·人员高增长')
    const refused = unmet('', met('成立年限'), unmet('研发投入', unmet('占比'), met('境内')))
    expect(needed(refused)).toEqual(refused)
  })

  it('names each line by its own path', () => {
    const paths = linesOf(gazelle, everyBranch(gazelle)).map((l) => l.path)
    expect(new Set(paths).size).toBe(paths.length)
  })
})

const standing = (ladder: 'growth' | 'unicorn', tier: 'gazelle' | 'tech_sme', holds: Finding['outcome'], qualifies: Finding['outcome']) => ({
  ladder,
  tier,
  name: tier,
  holds: { outcome: holds },
  qualifies: { outcome: qualifies },
})

const explanation = (e: Partial<Explanation>): Explanation => ({
  code: '', name: '', year: 2023, day: '2023-12-31', edition: '', trial: false,
  positions: { growth: null, unicorn: null }, movements: { growth: null, unicorn: null }, standings: [], missing: [], gaps: [], ready: [], ...e,
})

describe('standings', () => {
  it.each([
    ['met', 'unmet', 'holds'],
    ['met', 'unknown', 'holds'],
    ['unmet', 'met', 'ready'],
    ['unmet', 'unknown', 'unclear'],
    ['unknown', 'met', 'unclear'],
    ['unmet', 'unmet', 'short'],
    ['unmet', 'not_applicable', 'short'],
  ] as const)('holds %s and qualifies %s is %s', (holds, qualifies, stand) => expect(standOf(standing('growth', 'gazelle', holds, qualifies))).toBe(stand))

  it('are opened where the firm is, then at what it could file for, then at the first', () => {
    const standings = [standing('growth', 'tech_sme', 'unmet', 'met'), standing('growth', 'gazelle', 'met', 'met'), standing('unicorn', 'gazelle', 'met', 'met')]
    expect(firstStanding(explanation({ standings, positions: { growth: 'gazelle', unicorn: 'gazelle' } }))).toBe(standings[1])
    expect(firstStanding(explanation({ standings, positions: { growth: null, unicorn: 'gazelle' } }))).toBe(standings[2])
    expect(firstStanding(explanation({ standings }))).toBe(standings[0])
    expect(firstStanding(explanation({}))).toBeUndefined()
  })
})

describe('gaps', () => {
  const gaps: Finding[] = [{ outcome: 'unmet', label: '上市高新技术企业', parts: [{ outcome: 'unmet', label: '占比', metric: 'share', bound: '10', gap: '差 2.77 个百分点' }] }]

  it('are told where the server told them, for the same bound only', () => {
    expect(gapOf({ outcome: 'unmet', label: '占比', metric: 'share', bound: '10' }, gaps)).toBe('差 2.77 个百分点')
    expect(gapOf({ outcome: 'unmet', label: '占比', metric: 'share', bound: '20' }, gaps)).toBeUndefined()
    expect(gapOf({ outcome: 'met', label: '占比', metric: 'share', bound: '10' }, gaps)).toBeUndefined()
    expect(gapOf({ outcome: 'unmet', gap: '差 1 人' }, [])).toBe('差 1 人')
  })
})

it('missing figures are grouped by year', () => {
  expect(missingByYear([{ metric: 'rd', label: '研发费用', year: 2023 }, { metric: 'field', label: '技术领域' }, { metric: 'staff', label: '职工总数', year: 2022 }, { metric: 'tax', label: '税费', year: 2023 }])).toEqual([
    { year: undefined, labels: ['技术领域'] },
    { year: 2022, labels: ['职工总数'] },
    { year: 2023, labels: ['研发费用', '税费'] },
  ])
})
