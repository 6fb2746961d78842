import { expect, it } from 'vitest'

import { failedSince, signedInBefore } from './attempts'

it('nobody failed: nothing to be wary of', () => expect(failedSince({ signed_in_before: '2026-11-20T01:02:03Z', failures: 0 })).toBeUndefined())

it('failures are told with the sign-in that they followed', () => {
  expect(failedSince({ signed_in_before: '2026-11-20T01:02:03Z', failures: 3 })).toBe('上次登录(2026-11-20 09:02)之后，有人用您的账号登录失败 3 次')
  expect(failedSince({ signed_in_before: null, failures: 1 })).toBe('首次登录之前，有人用您的账号登录失败 1 次')
})

it('the sign-in before is told, or that there was none', () => {
  expect(signedInBefore({ signed_in_before: '2026-11-20T01:02:03Z', failures: 0 })).toBe('上次登录是 2026-11-20 09:02')
  expect(signedInBefore({ signed_in_before: null, failures: 0 })).toBe('这是首次登录')
})
