import { describe, expect, it } from 'vitest'

import { bytes, collect, fileName } from './download'

describe('a download', () => {
  it('is named as the server says, in Chinese', () => {
    const header = `attachment; filename="report.xlsx"; filename*=UTF-8''%E5%B9%B4%E5%BA%A6%E6%8A%A5%E5%91%8A%202023.xlsx`
    expect(fileName(header, 'x')).toBe('年度报告 2023.xlsx')
    expect(fileName('attachment; filename="report.xlsx"', 'x')).toBe('report.xlsx')
    expect(fileName(`attachment; filename*=UTF-8''%E5%B9`, 'x.xlsx')).toBe('x.xlsx')
    expect(fileName(null, 'x.xlsx')).toBe('x.xlsx')
  })

  it('tells how far it is, and of how much only when that is known', async () => {
    const stream = () =>
      new ReadableStream({
        start(c) {
          c.enqueue(new Uint8Array(3))
          c.enqueue(new Uint8Array(4))
          c.close()
        },
      })
    const told: unknown[] = []
    const file = await collect(new Response(stream(), { headers: { 'Content-Length': '7' } }), (p) => told.push(p))
    expect(file.size).toBe(7)
    expect(told).toEqual([{ received: 3, total: 7 }, { received: 7, total: 7 }])
    told.length = 0
    await collect(new Response(stream()), (p) => told.push(p))
    expect(told).toEqual([{ received: 3, total: undefined }, { received: 7, total: undefined }])
  })

  it('is measured readably', () => {
    expect([bytes(512), bytes(2048), bytes(3_400_000)]).toEqual(['512 B', '2 KB', '3.2 MB'])
  })
})
