import { describe, expect, it } from 'vitest'

import { exact, numeralOf, payFault, range, readWan, settleFault } from './amount'

describe('an amount is read as people write it', () => {
  it.each([
    ['3.5', 3_500_000],
    ['0.01', 10_000],
    ['.5', 500_000],
    ['5.', 5_000_000],
    ['1,234.50', 1_234_500_000],
    ['１２．５', 12_500_000],
    [' 3.5 万元 ', 3_500_000],
    ['35000元', 3_500_000],
    ['0.05元', 5],
    ['0.000001', 1],
    ['3.10000000', 3_100_000],
    ['9007199254.740991', Number.MAX_SAFE_INTEGER],
  ])('%s', (text, fen) => expect(readWan(text)).toEqual({ fen }))

  it.each([
    ['', '请填写'],
    ['三万', '不是金额'],
    ['.', '不是金额'],
    ['3.5.1', '不是金额'],
    ['-3', '负数'],
    ['1,23', '千位分隔符'],
    ['0.0000001', '6 位小数'],
    ['1.005元', '2 位小数'],
    ['9007199254.740992', '过大'],
  ])('%s is refused', (text, fault) => expect(readWan(text)).toEqual({ fault: expect.stringContaining(fault) as string }))
})

it('an amount is shown exactly, with thousands marks and two decimals at least', () => {
  expect([exact(3_500_000), exact(0), exact(1), exact(1_234_567_890_000), exact(-3_500_000), exact(-1_234_500_000), exact(null)]).toEqual(['3.50', '0.00', '0.000001', '1,234,567.89', '-3.50', '-1,234.50', '未报送'])
})

it('what is put into an input is read back as the same amount', () => {
  for (const fen of [0, 1, 10_000, 3_500_000, 1_234_567_891_234, Number.MAX_SAFE_INTEGER]) expect(readWan(numeralOf(fen))).toEqual({ fen })
})

it('a range has two ends only where they differ, and none while nothing is known', () => {
  expect(range(3_000_000, 5_000_000)).toBe('3.00–5.00')
  expect(range(5_000_000, 5_000_000)).toBe('5.00')
  expect(range(null, null)).toBeUndefined()
})

describe('what is settled lies in the range of the clause', () => {
  const b = { low: 3_000_000, high: 5_000_000, paid: 0 }
  it('both ends belong to it', () => expect([settleFault(3_000_000, b), settleFault(5_000_000, b)]).toEqual([undefined, undefined]))
  it('above', () => expect(settleFault(5_000_001, b)).toBe('高于上限 5.00 万元，请改为 3.00–5.00 万元之间'))
  it('below', () => expect(settleFault(2_999_999, b)).toContain('低于下限 3.00 万元'))
  it('a fixed amount is what it is', () => expect(settleFault(4_000_000, { low: 5_000_000, high: 5_000_000, paid: 0 })).toBe('低于核定金额 5.00 万元，请改为 5.00 万元'))
  it('nothing is not settled, though a ceiling begins at nothing', () => expect(settleFault(0, { low: 0, high: 5_000_000, paid: 0 })).toContain('大于 0'))
  it('not below what was paid', () => expect(settleFault(3_500_000, { ...b, paid: 4_000_000 })).toContain('已拨付的 4.00 万元'))
})

it('what is paid does not exceed what is left', () => {
  expect(payFault(2_000_000, 5_000_000, 3_000_000)).toBeUndefined()
  expect(payFault(2_000_001, 5_000_000, 3_000_000)).toContain('未拨付的 2.00 万元')
  expect(payFault(0, 5_000_000, 0)).toContain('大于 0')
})
