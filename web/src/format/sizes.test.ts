import { expect, it } from 'vitest'

import { lasting, size } from './sizes'

it.each([
  [0, '0 B'],
  [1023, '1023 B'],
  [1024, '1.0 KB'],
  [3_565_158, '3.4 MB'],
  [1024 ** 3 - 1, '1.0 GB'],
  [250 * 1024 ** 3, '250 GB'],
  [1.25 * 1024 ** 4, '1.3 TB'],
  [5000 * 1024 ** 4, '5000 TB'],
])('%i bytes are %s', (n, text) => expect(size(n)).toBe(text))

it.each([
  [0, '不到 1 秒'],
  [59, '59 秒'],
  [60, '1 分'],
  [725, '12 分 5 秒'],
  [3_600, '1 小时'],
  [90_061, '1 天 1 小时'],
  [86_400 * 3 + 59, '3 天'],
])('%i seconds are %s', (n, text) => expect(lasting(n)).toBe(text))
