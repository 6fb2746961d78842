import { expect, it } from 'vitest'

import { homeOf, menuOf, sectionOf } from './sections'

const names = (role: Parameters<typeof menuOf>[0]) => menuOf(role).map((s) => s.name)

it('leadership reads, and files or imports nothing', () => {
  expect(names('leadership')).toEqual(['总览', '企业库', '年度评价', '独角兽管线', '奖补', '政策', '报表'])
})
it('an incubator sees its firms, its filings and what it may have', () => expect(names('incubator')).toEqual(['企业库', '申报', '奖补', '政策']))
it('administrators and auditors have no business with firms; an auditor verifies reports', () => {
  expect(names('admin')).toEqual(['政策', '系统'])
  expect(names('auditor')).toEqual(['政策', '报表', '系统'])
})
it('everybody begins where there is work', () => {
  expect([homeOf('city'), homeOf('leadership'), homeOf('incubator'), homeOf('auditor')]).toEqual(['/overview', '/overview', '/firms', '/system'])
})
it('an address belongs to the section of its first part', () => {
  expect(sectionOf('/firms/91530100MA6K00001X')?.name).toBe('企业库')
  expect(sectionOf('/firmsx')).toBeUndefined()
})
