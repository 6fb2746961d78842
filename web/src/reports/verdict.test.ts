import { describe, expect, it } from 'vitest'

import { type Verification, verdict } from './verdict'

const of = (given: Partial<Verification>): Verification => ({ state: 'genuine', number: 'YT2023-7KQ4-M2XW', name: '年度梯度培育报告', issued: null, identical: true, current: true, changes: [], ...given })

describe('a verification in words', () => {
  it('a genuine report is said to be so, and whether it was saved anew', () => {
    expect(verdict(of({}))).toMatchObject({ type: 'success', told: ['与生成的文件逐字节相同。'] })
    expect(verdict(of({ identical: false })).told).toEqual(['文件被打开后另存过，各单元格的值与生成时一致。'])
  })
  it('a genuine report of a review that was superseded is no success', () => {
    expect(verdict(of({ current: false }))).toMatchObject({ type: 'warning', title: expect.stringContaining('已被取代') as string })
  })
  it('a change names the sheets and where', () => {
    const changes: Verification['changes'] = [
      { sheet: '总览', kind: 'changed', from: 12, to: 12 },
      { sheet: '名单', kind: 'changed', from: 501, to: 1000 },
      { sheet: '附页', kind: 'added', from: 0, to: 0 },
      { sheet: '说明', kind: 'missing', from: 0, to: 0 },
    ]
    expect(verdict(of({ state: 'changed', changes }))).toEqual({
      type: 'error',
      title: '这份报表由本系统生成，此后有改动',
      told: ['工作表“总览”的内容有改动，第一处在第 12 行。', '工作表“名单”的内容有改动，第一处在第 501 至 1000 行。', '工作表“附页”是后来增加的。', '工作表“说明”已被删除。'],
    })
  })
  it('a foreign number and no number at all are told apart', () => {
    expect(verdict(of({ state: 'unknown' })).told[0]).toContain('YT2023-7KQ4-M2XW')
    expect(verdict(of({ state: 'unnumbered', number: '' })).title).toBe('文件上没有核验编号')
  })
})
