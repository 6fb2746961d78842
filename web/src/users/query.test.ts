import { expect, it } from 'vitest'

import { asked, narrowed, readQuery, writeQuery } from './query'

const read = (search: string) => readQuery(new URLSearchParams(search))

it('an address is read and written without loss', () => {
  for (const search of ['', 'q=%E5%BC%A0&role=county&disabled=false&unused=90&page=3&size=50', 'disabled=true']) expect(writeQuery(read(search)).toString()).toBe(search)
})

it('what the server would refuse is not asked', () => {
  expect(asked(read('role=king&disabled=perhaps&unused=7&page=0&size=7'))).toEqual({ page: 1, size: 20 })
  expect(read(`q=${'长'.repeat(90)}`).q).toHaveLength(60)
})

it('accounts in use are asked for as such: false is not nothing', () => {
  expect(asked(read('disabled=false'))).toMatchObject({ disabled: false })
  expect(narrowed(read('disabled=false'))).toBe(true)
  expect(narrowed(read('page=2'))).toBe(false)
})
