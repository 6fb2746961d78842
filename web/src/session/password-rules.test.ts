import { expect, it } from 'vitest'

import { passwordRules } from './password-rules'

const broken = (password: string, username = 'zhang') => passwordRules.filter((r) => !r.kept(password, username)).map((r) => r.text)

it('a good password keeps all rules', () => expect(broken('Kunming-2023')).toEqual([]))
it('nine characters are too few, ten are enough', () => {
  expect(broken('Abcdefg12')).toEqual(['至少 10 个字符'])
  expect(broken('Abcdefgh12')).toEqual([])
})
it('two kinds of characters are too few', () => expect(broken('abcdefgh12')).toHaveLength(1))
it('the user name counts in any writing', () => expect(broken('xxZHANG-2023')).toEqual(['不含用户名']))
it('nothing keeps no rule', () => expect(broken('')).toHaveLength(3))
