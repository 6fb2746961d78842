import { expect, it } from 'vitest'

import { cited, sourcesOf } from './cites'

const documents = [
  { id: 'a', title: '《高新技术企业认定管理办法》', number: '国科发火〔2016〕32号', from: '2016-01-01', checked: '', confidence: 'confirmed' },
  { id: 'b', title: '昆明市梯次培育暂行口径', from: '2019-01-01', checked: '', confidence: 'provisional' },
]

it('a citation is taken apart into article and document', () => {
  expect(cited('《高新技术企业认定管理办法》(国科发火〔2016〕32号)第十一条(四)', documents)).toEqual({ article: '第十一条(四)', document: '《高新技术企业认定管理办法》', provisional: false })
})
it('what is provisional is known', () => {
  expect(cited('昆明市梯次培育暂行口径 优秀雏鹰企业', documents)).toEqual({ article: '优秀雏鹰企业', document: '昆明市梯次培育暂行口径', provisional: true })
})
it('a document without an article, and a citation of no known document, stay whole', () => {
  expect(cited('昆明市梯次培育暂行口径', documents)).toEqual({ article: '昆明市梯次培育暂行口径', document: '', provisional: true })
  expect(cited('某通知第三条', documents)).toEqual({ article: '某通知第三条', document: '', provisional: false })
  expect(cited('某通知第三条', undefined).article).toBe('某通知第三条')
})
it('documents are listed once, in the order of the citations', () => {
  const law = '《高新技术企业认定管理办法》(国科发火〔2016〕32号)'
  expect(sourcesOf(['昆明市梯次培育暂行口径 收入大幅下降', `${law}第九条`, `${law}第十一条`, '某通知第三条'], documents)).toEqual(['昆明市梯次培育暂行口径', '《高新技术企业认定管理办法》'])
})
