import { expect, it } from 'vitest'

import { cleared, filtersOf, linesAt, narrowed, readQuery, writeQuery } from './query'

const read = (text: string) => readQuery(new URLSearchParams(text))

it('what the server would refuse is left out of the address', () => {
  expect(read('clause=4-a;drop&county=x&state=paid&settled=owed&page=0&size=7&outside=1')).toEqual(read(''))
})

it('what is read is written the same, and the year stays', () => {
  const text = 'year=2023&q=%E7%94%B2&clause=4-a&county=530102&state=owed&settled=none&outside=false&page=3&size=50'
  const params = new URLSearchParams(text)
  expect(writeQuery(readQuery(params), params).toString()).toBe(text)
})

it('a filter of before does not stay when the next has none', () => {
  const params = new URLSearchParams('year=2023&clause=4-a&page=3')
  expect(writeQuery(cleared(readQuery(params)), params).toString()).toBe('year=2023')
})

it('only filters narrow', () => {
  expect(narrowed(read('page=3&size=50'))).toBe(false)
  expect(narrowed(read('outside=false'))).toBe(true)
  expect(filtersOf(read('outside=false&clause=10'))).toEqual({ outside: false, clause: '10' })
})

it('a list has an address', () => {
  expect(linesAt(2023, { clause: '4-c', settled: 'none' })).toBe('/money?year=2023&clause=4-c&settled=none')
  expect(linesAt(undefined)).toBe('/money')
})
