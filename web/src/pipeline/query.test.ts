import { describe, expect, it } from 'vitest'

import { asked, narrowed, readQuery, writeQuery } from './query'

const read = (address: string) => readQuery(new URLSearchParams(address))

describe('the address of the board', () => {
  it('is read and written back as it was', () => {
    for (const address of ['', 'year=2023', 'year=2022&county=530102&zone=GXQ&industry=I&move=promoted']) expect(writeQuery(read(address)).toString()).toBe(address)
  })

  it('never asks the server for what it would refuse', () => {
    expect(read('year=20233&county=kunming&zone=g&industry=65&move=up')).toEqual(read(''))
    expect(asked(read(''))).toEqual({})
  })

  it('a year alone narrows nothing', () => {
    expect(narrowed(read('year=2023'))).toBe(false)
    expect(narrowed(read('move=entered'))).toBe(true)
  })
})
