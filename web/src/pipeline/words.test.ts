import { expect, it } from 'vitest'

import { ageText, growthText, pressing, valueText } from './words'

const known = (text: string, unit: string) => ({ text, unit, known: true })
const unknown = (text: string) => ({ text, unit: '', known: false })

it('values carry their unit, and what is not known its reason', () => {
  expect(valueText(known('12345.67', '万元'))).toBe('12,345.67 万元')
  expect(valueText(known('1.50', '亿美元'))).toBe('1.50 亿美元')
  expect(valueText(unknown('无融资记录'))).toBe('无融资记录')
})

it.each([
  [known('23.40', '%'), '+23.40%'],
  [known('-5.00', '%'), '-5.00%'],
  [known('0.00', '%'), '0.00%'],
  [unknown('未报送'), '未报送'],
])('growth %o is %s', (value, text) => expect(growthText(value)).toBe(text))

it.each([
  [3, '成立 6 年，年限还有 3 年', false],
  [1, '成立 6 年，年限还有 1 年', true],
  [0, '成立 6 年，年限的最后一年', true],
  [-2, '成立 6 年，已超过年限', true],
  [null, '成立 6 年', false],
])('with %s years left: %s', (left, text, urgent) => {
  expect(ageText({ age: known('6', '年'), age_left: left })).toBe(text)
  expect(pressing(left)).toBe(urgent)
})

it('an unknown age is said', () => expect(ageText({ age: unknown('未报送'), age_left: null })).toBe('成立年限未报送'))
