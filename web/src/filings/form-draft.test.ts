import { describe, expect, it } from 'vitest'

import { draftPlace, filled, lacking, readDraft } from './form-draft'
import type { Column } from './words'

const store = (text: string | null) => ({ getItem: () => text })

describe('a half-filled form', () => {
  it('comes back as it was, and nothing of a damaged one', () => {
    expect(readDraft(store('[{"企业名称":"甲","职工总数(人)":"0"}]'), 'x')).toEqual([{ 企业名称: '甲', '职工总数(人)': '0' }])
    for (const text of [null, '', '{', '{}', '[]', '[null]']) expect(readDraft(store(text), 'x')).toBeUndefined()
  })

  it('is kept apart by user, kind, year and what it replaces', () => {
    expect(new Set([draftPlace('a', 'figures', 2023, ''), draftPlace('b', 'figures', 2023, ''), draftPlace('a', 'figures', 2022, ''), draftPlace('a', 'figures', 2023, 'F000001')]).size).toBe(4)
  })

  it('is sent without empty cells and lines, and zero is not empty', () => {
    expect(filled([{ a: ' 0 ', b: ' ' }, { a: '' }, {}])).toEqual([{ a: '0' }])
  })

  it('lacks required cells in lines that are begun only', () => {
    const columns = [{ title: 'a', need: 'required' }, { title: 'b', need: 'required_new' }] as Column[]
    expect(lacking({}, columns)).toEqual([])
    expect(lacking({ b: '1' }, columns)).toEqual(['a'])
  })
})
