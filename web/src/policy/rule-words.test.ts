import { describe, expect, it } from 'vitest'

import { demand, type Rule, sinceWords, titleOf, together } from './rule-words'

const rule = (given: Partial<Rule>): Rule => ({ type: 'all', label: '', note: '', cite: null, parts: [], ...given })

describe('what a condition asks for', () => {
  it.each<[Partial<Rule>, string]>([
    [{ type: 'metric', op: 'min', bound: '20%' }, '不低于 20%'],
    [{ type: 'metric', op: 'above', bound: '1000 万元' }, '超过 1000 万元'],
    [{ type: 'metric', op: 'is', bound: '是' }, '为 是'],
    [{ type: 'metric', op: 'min', by_name: '营业收入' }, '不低于下列标准(按营业收入分档)'],
    [{ type: 'score', op: 'above', bound: '70 分' }, '超过 70 分'],
    [{ type: 'recognised', kind_name: '瞪羚企业', levels: ['国家级', '省级'] }, '持有瞪羚企业(国家级、省级)'],
    [{ type: 'recognised', kind_name: '高新技术企业' }, '持有高新技术企业'],
    [{ type: 'qualifies', tier_name: '瞪羚企业' }, '符合瞪羚企业的条件'],
    [{ type: 'judged', judged: '技术先进程度' }, '由人评定：技术先进程度'],
    [{ type: 'any' }, ''],
  ])('%o: %s', (given, text) => expect(demand(rule(given))).toBe(text))
})

describe('how parts go together', () => {
  const parts = [rule({}), rule({})]
  it.each<[Partial<Rule>, string]>([
    [{ type: 'all', parts }, '须全部满足'],
    [{ type: 'any', parts, note: '满足其一即可，以最近一年为准' }, '满足其一即可，以最近一年为准'],
    [{ type: 'at_least', count: 3, parts }, '至少满足 3 项'],
    [{ type: 'sum', cap: 30, parts }, '各项得分相加，最高 30 分'],
    [{ type: 'all', parts: [rule({})] }, ''],
  ])('%o: %s', (given, text) => expect(together(rule(given))).toBe(text))
})

describe('the history of a number', () => {
  it('says since when it holds', () => expect(sinceWords([{ since: '2022-01-01', value: '20%' }])).toBe('2022-01-01 起'))
  it('says what it was before', () => expect(sinceWords([{ since: '2019-01-01', value: '15%' }, { since: '2022-01-01', value: '20%' }])).toBe('2019-01-01 起 15%，2022-01-01 起 20%'))
  it('says when it ceased', () => expect(sinceWords([{ since: '2019-01-01', value: '15%' }, { since: '2024-01-01', value: '' }])).toBe('2019-01-01 起 15%，2024-01-01 起不再适用'))
  it('is nothing where there is no number', () => expect(sinceWords(undefined)).toBe(''))
})

it('a condition without a name of its own has that of its metric', () => {
  expect(titleOf(rule({ metric_name: '成立年限' }))).toBe('成立年限')
  expect(titleOf(rule({ label: '年限', metric_name: '成立年限' }))).toBe('年限')
})
