import { describe, expect, it } from 'vitest'

import { amount, change, count, growth, grouped, legible, numeral, usd, wan } from './money'

describe('分 as 万元', () => {
  it.each([
    [5984250000, '5,984.25'],
    [0, '0.00'],
    [1000000, '1.00'],
    [-248020000, '-248.02'],
    [4999, '<0.01'],
    [-1, '>-0.01'],
    [5000, '0.01'],
    [14999, '0.01'],
    [15000, '0.02'],
    [-15000, '-0.02'],
    [999_995_000, '1,000.00'],
    [123_456_789_012_345, '123,456,789.01'],
  ])('%i 分 is %s', (fen, text) => expect(wan(fen)).toBe(text))

  it('is exact where a float is not', () => {
    expect(wan(1_005_000)).toBe('1.01') // 1.005 as a float rounds to 1.00
    expect(wan(9_007_199_254_740_991)).toBe('9,007,199,254.74')
  })

  it('says 未报送 for null, and 0.00 for zero', () => {
    expect(wan(null)).toBe('未报送')
    expect(count(null)).toBe('未报送')
    expect(usd(null)).toBe('未报送')
    expect(count(0)).toBe('0')
  })
})

describe('dollars', () => {
  it('are shown in 亿美元', () => {
    expect(usd(10_000_000_000)).toBe('1.00')
    expect(usd(123_456_789_000)).toBe('12.35')
    expect(usd(1)).toBe('<0.01')
  })

  it('are not mixed with yuan', () => {
    expect(amount(10_000_000_000, '美元')).toBe('1.00 亿美元')
    expect(amount(10_000_000_000, 'CNY')).toBe('10,000.00 万元')
    expect(amount(null, '美元')).toBe('未报送')
  })
})

describe('growth', () => {
  it.each([
    [100, 112, '+12.0%'],
    [3, 4, '+33.3%'],
    [100, 50, '-50.0%'],
    [1_000_000, 1_000_001, '0.0%'],
    [1, 12_001, '+1,200,000.0%'],
    [100, 0, '-100.0%'],
  ])('from %i to %i is %s', (before, now, text) => expect(growth(before, now)).toBe(text))

  it('is not said from nothing, from a loss, or from what was not reported', () => {
    expect(growth(0, 5)).toBeUndefined()
    expect(growth(-5, 5)).toBeUndefined()
    expect(growth(null, 5)).toBeUndefined()
    expect(growth(5, null)).toBeUndefined()
  })
})

describe('numerals', () => {
  it('get thousands marks in the whole part only', () => {
    expect(grouped('1234567.8901')).toBe('1,234,567.8901')
    expect(grouped('999')).toBe('999')
    expect(grouped('-1000')).toBe('-1,000')
  })

  it('of the server are marked, and its words left alone', () => {
    expect(numeral('20000')).toBe('20,000')
    expect(numeral('5984.25')).toBe('5,984.25')
    expect(numeral('16-66')).toBe('16–66')
    expect(numeral('无融资记录')).toBe('无融资记录')
    expect(numeral('2020-12-01')).toBe('2020-12-01')
  })

  it('in words are marked, and years, days and codes are not', () => {
    expect(legible('差 99280.00 万元')).toBe('差 99,280.00 万元')
    expect(legible('差 0.0928 亿美元，2023 年')).toBe('差 0.0928 亿美元，2023 年')
    expect(legible('2022-11-18 GR202253000001 撤销')).toBe('2022-11-18 GR202253000001 撤销')
  })

  it('of a change carry their sign', () => {
    expect(change(10, 1234)).toBe('+1,224')
    expect(change(10, 7)).toBe('-3')
    expect(change(7, 7)).toBe('持平')
  })
})
