import { describe, expect, it } from 'vitest'

import { comparable, consequences, current, judgeable, percent, type Review, stale, supersededBy } from './reviews'

const totals = { firms: 1, present: 1, absent: 0, missing: 0, deleted: 0, ladders: [], tiers: [] }
const review = (id: string, state: Review['state'], more: Partial<Review> = {}): Review => ({
  id, year: Number(id.slice(0, 4)), edition: 'e', previous: '', state, by: 'city', records: 1, firms: 10, done: 10, error: '',
  started_at: `2026-01-0${id.slice(5)}T00:00:00Z`, finished_at: null, published_at: null, published_by: '', version: 1, totals, ...more,
})

describe('publishing', () => {
  const draft = review('2023-3', 'draft')
  it('names the review that it supersedes, and no other', () => {
    const all = [draft, review('2023-2', 'published'), review('2023-1', 'superseded'), review('2022-1', 'published')]
    expect(supersededBy(draft, all)?.id).toBe('2023-2')
    expect(consequences(draft, all).join()).toContain('2023-2 转为“已被取代”')
    expect(consequences(draft, all).join()).toContain('企业库和企业画像中的所在梯级、变动改为本次的结果')
  })
  it('says so when nothing is superseded', () => expect(consequences(draft, [draft]).join()).toContain('本次是第一次'))
  it('of an earlier year leaves the list of firms as it is and asks to repeat later years', () => {
    const told = consequences(draft, [draft, review('2024-1', 'published')]).join()
    expect(told).toContain('仍取自 2024 年的评价')
    expect(told).toContain('2024-1 的变动')
  })
  it('discards the other drafts of the year', () => expect(consequences(draft, [draft, review('2023-2', 'draft'), review('2022-1', 'draft')]).join()).toContain('其他草稿 2023-2 作废'))
  it('is not offered when the review before is another one by now', () => {
    const compared = review('2023-3', 'draft', { previous: '2022-1' })
    expect(stale(compared, [compared, review('2022-1', 'published'), review('2021-1', 'published'), review('2024-1', 'published')])).toBe(false)
    expect(stale(compared, [compared, review('2022-2', 'published'), review('2022-1', 'superseded')])).toBe(true)
    expect(stale(draft, [draft, review('2022-1', 'draft')])).toBe(false)
  })
  it('is always said to be final', () => expect(consequences(draft, []).at(-1)).toContain('不能撤销'))
})

it('the list of firms shows the published review of the latest year', () => {
  expect(current([review('2022-1', 'published'), review('2024-1', 'draft'), review('2023-1', 'published')])?.id).toBe('2023-1')
  expect(current([review('2024-1', 'draft')])).toBeUndefined()
})

it('only reviews of the same year that have results are compared', () => {
  const mine = review('2023-2', 'draft')
  const all = [mine, review('2023-1', 'published'), review('2022-1', 'published'), review('2023-4', 'failed', { totals: null }), review('2023-3', 'cancelled')]
  expect(comparable(mine, all).map((r) => r.id)).toEqual(['2023-3', '2023-1'])
})

it('is done only when every firm is', () => {
  expect(percent({ done: 999, firms: 1000 })).toBe(99)
  expect(percent({ done: 1000, firms: 1000 })).toBe(100)
  expect(percent({ done: 0, firms: 0 })).toBe(0)
})

it('a year is judged when it is over', () => {
  expect(judgeable('2026-12-31')[0]).toBe(2025)
  expect(judgeable('2027-01-01')[0]).toBe(2026)
  expect(judgeable('2026-06-01').at(-1)).toBe(2019)
})
