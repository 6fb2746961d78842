import { expect, it } from 'vitest'

import { readQuery, writeQuery } from './query'
import { givenViews, readViews, withView } from './views'

it('views are read back, and what is broken is left out', () => {
  const view = { name: '五华瞪羚', search: 'county=530102' }
  expect(readViews(JSON.stringify([view, null, 3, { name: 'x' }]))).toEqual([view])
  expect(readViews('not json')).toEqual([])
  expect(readViews('{"a":1}')).toEqual([])
  expect(readViews(null)).toEqual([])
})

it('a view of the same name is replaced', () => {
  const views = withView(withView([], { name: 'a', search: '1' }), { name: 'a', search: '2' })
  expect(views).toEqual([{ name: 'a', search: '2' }])
})

it('every given view is an address that the list understands', () => {
  for (const { search } of givenViews) expect(writeQuery(readQuery(new URLSearchParams(search))).toString()).toBe(search)
})
