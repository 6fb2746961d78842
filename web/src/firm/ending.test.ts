import { expect, it } from 'vitest'

import type { components } from '../contract'
import { endingOn } from './ending'

const title = (kind: string, issued: string, ends: string, revoked = '') => ({ kind, issued, ends, revoked, number: '' }) as components['schemas']['Recognition']

it('what ends within a year is told, the first to end first', () => {
  const titles = [title('hnte', '2023-12-01', '2026-12-01'), title('gazelle', '2023-11-25', '2026-11-25'), title('library', '2025-01-01', '2028-01-01')]
  expect(endingOn('2026-11-22', titles).map((e) => `${e.title.kind} ${e.days}`)).toEqual(['gazelle 3', 'hnte 9'])
})

it('what has ended, was revoked, is still to come, or was followed by a later one is not', () => {
  expect(
    endingOn('2026-11-22', [
      title('hnte', '2023-12-01', '2026-12-01'),
      title('hnte', '2026-11-01', '2029-11-01'),
      title('gazelle', '2023-11-20', '2026-11-20'),
      title('fledgling', '2024-01-01', '2027-01-01', '2026-10-01'),
      title('library', '2026-12-01', '2027-01-01'),
    ]),
  ).toEqual([])
})

it('a title that is good until revoked follows any other', () => {
  expect(endingOn('2026-11-22', [title('platform', '2024-01-01', '2027-01-01'), title('platform', '2025-01-01', '')])).toEqual([])
})

it('its last day still counts', () => expect(endingOn('2026-12-01', [title('hnte', '2023-12-01', '2026-12-01')])[0]!.days).toBe(0))
