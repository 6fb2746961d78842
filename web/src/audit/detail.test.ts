import { describe, expect, it } from 'vitest'

import { readable, tell } from './detail'
import { filters, fits, readQuery, writeQuery } from './query'

describe('what a line tells', () => {
  it('of a change is both sides, and which of them differ', () => {
    expect(tell({ before: { role: 'county', name: '王' }, after: { role: 'city', name: '王' }, sessions_ended: 2 } as never)).toEqual([
      { name: '角色', before: '县(市)区科技部门', after: '市科技局', changed: true },
      { name: '名称', before: '王', after: '王', changed: false },
      { name: '结束的会话', before: undefined, after: '2', changed: false },
    ])
  })
  it('of a state that is a plain word is readable', () => {
    expect(tell({ before: 'draft', after: 'applied' } as never)).toEqual([{ name: '状态', before: '草稿', after: '已生效', changed: true }])
  })
  it('keeps what it has no name for', () => expect(tell({ shoe_size: 43 } as never)[0]).toMatchObject({ name: 'shoe_size', after: '43' }))
  it('may be text or nothing', () => {
    expect(tell(null)).toEqual([])
    expect(tell('备注')).toEqual([{ name: '内容', before: undefined, after: '备注', changed: false }])
  })
  it('takes no name of a person for a code', () => {
    expect(readable('name', 'draft')).toBe('draft')
    expect(readable('state', 'draft')).toBe('草稿')
  })
  it('has no false, null or instant of machines in it', () => {
    expect([readable('disabled', false), readable('external', null), readable('expires_at', '2026-11-22T16:27:12.719Z'), readable('year', 2023), readable('firms', 1500)]).toEqual(['否', '无', '2026-11-23 00:27', '2023', '1,500'])
  })
})

describe('the address', () => {
  it('is read and written without loss', () => {
    const search = 'who=cron&firm=91530127MA6YXHPM4G&subject=F000001&action=filing.&from=2026-01-01&to=2026-12-31&page=2&size=50'
    expect(writeQuery(readQuery(new URLSearchParams(search))).toString()).toBe(search)
  })
  it('asks nothing that the server refuses', () => {
    expect(filters(readQuery(new URLSearchParams('firm=123&action=DROP TABLE&from=yesterday&who=')))).toEqual({})
    expect(fits('firm', '91530127MA6YXHPM4')).toBe(false)
  })
})
