import { expect, it } from 'vitest'

import { choices } from './actions'

it('actions stand in groups, and a family can be chosen as a whole', () => {
  const groups = choices([
    { action: 'backup.make', name: '备份数据库' },
    { action: 'filing.apply', name: '申报生效' },
    { action: 'filing.create', name: '新建申报' },
    { action: 'job.run', name: '人工运行定时任务' },
    { action: 'session.open', name: '登录' },
    { action: 'weather.change', name: '变天' },
    { action: 'weather.stay', name: '不变' },
  ])
  expect(groups.map((g) => g.label)).toEqual(['登录', '申报', '安全和运行', '其他'])
  expect(groups[1]!.options).toEqual([{ value: 'filing.', label: '申报(全部)' }, { value: 'filing.apply', label: '申报生效' }, { value: 'filing.create', label: '新建申报' }])
  expect(groups[2]!.options.map((o) => o.value)).toEqual(['backup.make', 'job.run'])
  expect(groups[3]!.options.map((o) => o.label)).toEqual(['变天', '不变'])
})

it('without actions there is nothing to choose', () => expect(choices([])).toEqual([]))
