import { expect, it } from 'vitest'

import { grouped, type Report } from './groups'

const report = (key: string, needs: Report['needs'] = 'year'): Report => ({ key, name: key, description: '', needs })

it('reports stand under what they are about, those of one firm apart, and none is lost', () => {
  const groups = grouped([report('budget'), report('profile', 'firm'), report('moves'), report('annual'), report('weather')])
  expect(groups.map((g) => [g.name, g.reports.map((r) => r.key)])).toEqual([
    ['梯次培育', ['annual', 'moves']],
    ['奖补资金', ['budget']],
    ['其他', ['weather']],
    ['单户', ['profile']],
  ])
})
