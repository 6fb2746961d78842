import { accessible, expect, test } from './console'

const menus = {
  incubator: ['企业库', '申报', '奖补', '政策'],
  county: ['总览', '企业库', '申报', '导入', '年度评价', '独角兽管线', '奖补', '政策', '报表'],
  city: ['总览', '企业库', '申报', '导入', '年度评价', '独角兽管线', '奖补', '政策', '报表'],
  leadership: ['总览', '企业库', '年度评价', '独角兽管线', '奖补', '政策', '报表'],
  admin: ['政策', '系统'],
  auditor: ['政策', '报表', '系统'],
} as const

const forbidden = { incubator: '/overview', county: '/system', city: '/system', leadership: '/filings', admin: '/firms', auditor: '/firms' } as const

for (const role of Object.keys(menus) as (keyof typeof menus)[]) {
  test(`${role} sees its own menu, and is told what it may not`, async ({ page, as }) => {
    await as(role)
    await page.goto('/policy?year=2023')
    await expect(page.getByRole('tab', { name: /依据文件/ })).toBeVisible()
    await expect(page.getByRole('navigation', { name: '主菜单' }).getByRole('link')).toHaveText([...menus[role]])
    await accessible(page)
    await page.goto(forbidden[role])
    await expect(page.getByRole('heading', { name: '没有权限' })).toBeVisible()
  })
}

test('the keyboard reaches the text past the menu', async ({ page, as }) => {
  await as('city')
  await page.goto('/policy')
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible()
  await page.keyboard.press('Tab')
  await expect(page.getByRole('link', { name: '跳到正文' })).toBeFocused()
  await page.keyboard.press('Enter')
  await expect(page.getByRole('main')).toBeFocused()
})
