import { describe, expect, it } from 'vitest'

import { differences, summary } from './record'
import type { Step } from './words'

const step = (before: object | null, after: object | null): Step =>
  ({ line: 5, seq: 0, action: 'update', key: '', name: '', base: 1, cells: [], faults: [], opinion: '', before, after }) as unknown as Step
const county = (id: string) => (id === '530102' ? '五华区' : id)

describe('what a step changes', () => {
  it('shows 分 in 万元, and what was not reported in words, never as zero', () => {
    const all = differences(step({ revenue: null, staff: 0 }, { revenue: 5984250000, staff: 0 }), 'figures', undefined, county)
    expect(all).toEqual([
      { key: 'revenue', title: '营业收入', before: '未报送', after: '5,984.25', changed: true },
      { key: 'staff', title: '职工总数', before: '0', after: '0', changed: false },
    ])
    expect(summary(all)).toBe('营业收入：未报送 → 5,984.25')
  })

  it('takes a change from not reported to zero for a change', () => {
    expect(differences(step({ staff: null }, { staff: 0 }), 'figures', undefined, county)[0]).toMatchObject({ before: '未报送', after: '0', changed: true })
  })

  it('has nothing before a new record', () => {
    expect(differences(step(null, { county: '530102', accident: 0 }), 'firms', undefined, county)).toMatchObject([
      { before: '', after: '五华区' },
      { before: '', after: '否' },
    ])
  })

  it('names the currency of an equity round', () => {
    const all = differences(step(null, { amount: 5000000000, currency: '美元' }), 'rounds', undefined, county)
    expect(all[0]?.after).toBe('0.50 亿美元')
    expect(differences(step(null, { amount: 1000000, currency: '港元' }), 'rounds', undefined, county)[0]?.after).toBe('1.00 万港元')
  })
})
