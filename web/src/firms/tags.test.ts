import { describe, expect, it } from 'vitest'

import { changed, readQuery } from './query'
import { tagsOf } from './tags'

const words = (address: string) => tagsOf(readQuery(new URLSearchParams(address)), undefined).map((t) => t.text)

describe('what narrows the list, in words', () => {
  it.each([
    ['', []],
    ['q=昆明&year=2022', []],
    ['ladder=growth', ['在梯次培育线上']],
    ['ladder=unicorn&tier=gazelle', ['独角兽培育·瞪羚企业']],
    ['ladder=growth&tier=none&from=gazelle&move=demoted', ['不在梯次培育线上', '上次：瞪羚企业', '梯次变动：降级']],
    ['ready=gazelle', ['符合瞪羚企业条件、尚未认定']],
    ['missing=false&present=true', ['评价时在册', '数据齐全']],
    ['missing_metric=revenue&missing_year=2022', ['缺2022 年营业收入']],
    ['expiring=hnte', ['hnte 90 日内到期']],
    ['expiring=hnte&expires_from=2026-12-01&expires_by=2026-12-31', ['hnte 2026-12-01 至 2026-12-31 到期']],
  ])('%s', (address, told) => expect(words(address)).toEqual(told))

  it('each can be taken away by itself until nothing narrows', () => {
    let query = readQuery(new URLSearchParams('county=530102&ladder=unicorn&tier=any&move=kept&ready=unicorn&missing_metric=rd&missing_year=2021&expiring=hnte&expires_by=2030-01-01&present=false'))
    for (let left = tagsOf(query, undefined); left.length > 0; left = tagsOf(query, undefined)) {
      query = changed(query, left[0]!.without)
      expect(tagsOf(query, undefined)).toHaveLength(left.length - 1)
    }
    expect(query).toEqual(readQuery(new URLSearchParams()))
  })
})
