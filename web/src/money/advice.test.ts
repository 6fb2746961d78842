import { expect, it } from 'vitest'

import { adviceOf, becameOf } from './advice'
import type { Entitlement } from './types'

const now = (change: Partial<Entitlement>): Entitlement => ({
  review: '2023-2', clause: '4-a', payee: 'x', year: 2023, item: '', name: '甲', county: '', low: 4_000_000, high: 4_000_000, basis: null, beside: null, state: 'owed', ground: '2023 年研发费用未报送', reason: '2023 年严重违法失信', notes: [], outside: false, ...change,
})
const settled = { amount: 5_000_000, paid: 0, state: 'settled' } as const

it.each([
  [null, '没有这一笔', '撤销核定'],
  [now({}), '4.00 万元', '按现在的 4.00 万元重新核定'],
  [now({ state: 'pending', low: null, high: null }), '待补', '补齐缺的数据（2023 年研发费用未报送）'],
  [now({ state: 'suspended' }), '暂缓', '2023 年严重违法失信'],
  [now({ outside: true }), '期外', '核对依据'],
])('a settled line that is now %#', (n, became, advice) => {
  expect(becameOf(n)).toBe(became)
  expect(adviceOf(settled, n)).toContain(advice)
})

it('what is paid is taken back first', () => expect(adviceOf({ amount: 5_000_000, paid: 2_000_000, state: 'approved' }, null)).toContain('先冲销已拨付的 2.00 万元'))
it('what waits for data is neither approved nor paid', () => {
  expect(adviceOf(settled, now({ state: 'pending' }))).toContain('不要批准')
  expect(adviceOf({ ...settled, state: 'approved' }, now({ state: 'pending' }))).toContain('不要拨付')
})
