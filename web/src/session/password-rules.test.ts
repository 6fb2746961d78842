import { expect, it } from 'vitest'

import { passwordRules } from './password-rules'

const broken = (password: string, username = 'zhang') => passwordRules.filter((r) => !r.kept(password, username)).map((r) => r.text)

it('a good password keeps all rules', () => expect(broken('Kunming-2023')).toEqual([]))
it('eleven characters are too few, twelve are enough', () => {
  expect(broken('Abcdefghi12')).toEqual(['至少 12 个字符'])
  expect(broken('Abcdefghij12')).toEqual([])
})
it('two kinds of characters are too few', () => expect(broken('abcdefghij12')).toEqual(['含大写字母、小写字母、数字、其他符号中的三类']))
it('full-width letters are no fourth kind', () => expect(broken('ａｂｃｄｅｆｇｈｉｊ１２')).toHaveLength(1))
it('the user name counts in any writing', () => expect(broken('xxZHANG-2023')).toEqual(['不含用户名']))
it('nothing keeps no rule', () => expect(broken('')).toHaveLength(3))
