import { describe, expect, it } from 'vitest'

import { asked, changed, firmsAt, narrowed, readQuery, unnarrowed, writeQuery } from './query'

const read = (address: string) => readQuery(new URLSearchParams(address))

describe('the address of the list', () => {
  it('is read and written back as it was', () => {
    for (const address of ['', 'year=2022&industry=I&state=%E5%9C%A8%E4%B8%9A&ladder=growth&tier=gazelle&from=none&ready=unicorn&present=true&missing=false&missing_metric=revenue&missing_year=2022&expiring=hnte&expires_from=2026-12-01&expires_by=2026-12-31&sort=-growth', 'q=%E7%A4%BA%E4%BE%8B&county=530102&zone=GXQ&ladder=unicorn&tier=gazelle&move=promoted&sort=-capital&page=3&size=50'])
      expect(writeQuery(read(address)).toString()).toBe(address)
  })

  it('never asks the server for what it would refuse', () => {
    expect(read('county=kunming&zone=gxq1&tier=giant&move=up&sort=phone&page=0&size=5000&ladder=x')).toEqual(read(''))
    expect(read('page=10001').page).toBe(1)
    expect(read('page=2e3').page).toBe(1)
    expect(read('size=73').size).toBe(20)
    expect(read(`q=${'长'.repeat(80)}`).q).toHaveLength(60)
    expect(read('q=%20%20').q).toBe('')
    expect(read('industry=6513A&present=yes&year=23&expires_by=2026-12-31&missing_year=2022&ready=any&from=giant')).toEqual(read(''))
  })

  it('knows the ladder of a tier, and takes the first when it is on both', () => {
    expect(read('tier=fledgling').ladder).toBe('unicorn')
    expect(read('tier=gazelle').ladder).toBe('growth')
    expect(read('tier=gazelle&ladder=unicorn').ladder).toBe('unicorn')
    expect(read('tier=fledgling&ladder=growth').tier).toBeUndefined()
    expect(read('move=lapsed').ladder).toBe('growth')
  })

  it('says nothing of what is not filtered', () => {
    expect(asked(read('county=530102'))).toEqual({ county: '530102', sort: 'code', page: 1, size: 20 })
    expect(narrowed(read('page=2&sort=-name&year=2022'))).toBe(false)
    expect(narrowed(read('missing=false'))).toBe(true)
    expect(narrowed(read('county=530102'))).toBe(true)
  })

  it('leads from a number to the list behind it', () => {
    expect(firmsAt({ ladder: 'growth', tier: 'gazelle' })).toBe('/firms?ladder=growth&tier=gazelle')
    expect(firmsAt({ missing: false, present: true })).toBe('/firms?present=true&missing=false')
  })
})

describe('changing a filter', () => {
  it('goes back to the first page', () => expect(changed(read('page=7'), { county: '530102' }).page).toBe(1))
  it('turning the page changes nothing else', () => {
    expect(changed(read('county=530102&page=2'), { page: 3 })).toEqual(read('county=530102&page=3'))
  })
  it('of the ladder drops a tier that is not on it, and keeps one that is', () => {
    expect(changed(read('ladder=growth&tier=tech_sme'), { ladder: 'unicorn' }).tier).toBeUndefined()
    expect(changed(read('ladder=growth&tier=gazelle'), { ladder: 'unicorn' }).tier).toBe('gazelle')
    expect(changed(read('ladder=growth&tier=none'), { ladder: 'unicorn' }).tier).toBe('none')
  })
  it('taking the last of tier and movement away leaves the ladder too', () => {
    expect(changed(read('ladder=growth&tier=gazelle'), { tier: undefined }).ladder).toBeUndefined()
    expect(changed(read('ladder=unicorn&tier=gazelle&move=kept'), { tier: undefined }).ladder).toBe('unicorn')
  })
  it('of the kind of titles removes their days', () => {
    expect(changed(read('expiring=hnte&expires_by=2026-12-31'), { expiring: '' })).toEqual(read(''))
  })
  it('everything is shown again of the same year and in the same order', () => {
    expect(unnarrowed(read('year=2022&county=530102&sort=-name&page=3'))).toEqual(read('year=2022&sort=-name'))
  })
  it('removing the ladder removes what hangs on it', () => {
    expect(changed(read('ladder=growth&tier=gazelle&move=kept'), { ladder: undefined })).toEqual(read(''))
  })
  it('a movement is one on a ladder', () => expect(changed(read(''), { move: 'promoted' }).ladder).toBe('growth'))
})
