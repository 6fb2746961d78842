import { expect, it } from 'vitest'

import { inside } from './inside'

it.each([
  ['/firms?tier=gazelle&page=2#a', '/firms?tier=gazelle&page=2#a'],
  ['//evil.example/x', '/'],
  ['/\\evil.example', '/'],
  ['/\t/evil.example', '/'],
  ['https://evil.example', '/'],
  ['javascript:alert(1)', '/'],
  ['firms', '/'],
  ['', '/'],
  [null, '/'],
  ['/sign-in?to=/sign-in', '/'],
])('after sign-in %s leads to %s', (to, where) => expect(inside(to)).toBe(where))
