import { expect, it } from 'vitest'

import { ApiError, type Code, Unreachable } from '../api/problem'
import { refusalOfOne, refusalsOf } from './refusals'

const refused = (code: Code, errors: { pointer: string; detail: string }[] = []) => new ApiError({ status: 422, code, title: '', detail: '有 1 笔不能核定，整批未生效：甲已核定', errors })

it('nothing was refused', () => expect(refusalsOf(undefined)).toEqual({ whole: undefined, fields: {}, lines: [] }))

it('a refusal without places is of the whole, and so is a lost connection', () => {
  expect(refusalsOf(refused('not_in_force')).whole).toBe('有 1 笔不能核定，整批未生效：甲已核定')
  expect(refusalsOf(new Unreachable()).whole).toContain('与服务器的连接中断')
})

it('what is said of a field stands at the field', () => {
  expect(refusalsOf(refused('contract_violation', [{ pointer: 'body:/doc_no', detail: '不能为空' }]))).toEqual({ whole: undefined, fields: { doc_no: '不能为空' }, lines: [] })
})

it('each refused line of a batch is told', () => {
  const r = refusalsOf(refused('settled', [{ pointer: 'body:/lines/3', detail: '甲已核定' }, { pointer: 'body:/ids/0', detail: '乙未期满' }]))
  expect(r.lines).toEqual([{ at: 3, detail: '甲已核定' }, { at: 0, detail: '乙未期满' }])
  expect(r.whole).toBe('有 1 笔不能核定，整批未生效')
})

it('an amount that the server refuses is told at the amount', () => {
  expect(refusalOfOne(refused('amount', [{ pointer: 'body:/lines/0', detail: '5.01 万元高于上限 5 万元' }]))).toEqual({ whole: undefined, fields: { amount: '5.01 万元高于上限 5 万元' }, lines: [] })
  expect(refusalOfOne(refused('amount')).fields).toEqual({ amount: '有 1 笔不能核定，整批未生效：甲已核定' })
})

it('of one line, what is said of it is the whole', () => {
  expect(refusalOfOne(refused('settled', [{ pointer: 'body:/lines/0', detail: '已由 city2 核定' }]))).toMatchObject({ whole: '已由 city2 核定', lines: [] })
})
