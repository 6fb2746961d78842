import { expect, it } from 'vitest'

import { chosenColumns, columns } from './columns'

it('without a choice the usual columns are shown', () => {
  expect(chosenColumns(null)).toContain('growth')
  expect(chosenColumns(null)).not.toContain('phone')
})

it('a choice is kept in the order of the list, always with the name, and without what there is not', () => {
  expect(chosenColumns('phone,code,shoe_size')).toEqual(['name', 'code', 'phone'])
  expect(chosenColumns('')).toEqual(['name'])
})

it('columns are told apart by their IDs', () => expect(new Set(columns.map((c) => c.id)).size).toBe(columns.length))
