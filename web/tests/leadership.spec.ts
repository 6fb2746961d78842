import { readFileSync } from 'node:fs'

import type { Page } from '@playwright/test'

import { accessible, city, expect, test } from './console'

/** Follows a number and finds as many firms in the list. */
async function sameInTheList(page: Page, link: ReturnType<Page['getByRole']>, number: string) {
  await link.click()
  await expect(page).toHaveURL(/\/firms\?/)
  await expect(page.getByText(number === '0' ? /没有符合筛选的企业/ : new RegExp(`共 ${number} 家`)).first()).toBeVisible()
}

test('leadership signs in, reads the year, follows its numbers and takes the report along', async ({ page, expectTrouble }) => {
  test.slow()
  expectTrouble() // 401, before signing in
  await page.goto('/')
  await page.getByLabel('用户名').fill('leadership')
  await page.getByLabel('密码', { exact: true }).fill(city().accounts.leadership)
  await page.getByRole('button', { name: '登录' }).click()
  await expect(page.getByRole('heading', { level: 1, name: '2023 年全市梯次培育总览' })).toBeVisible()
  await expect(page.getByRole('img', { name: /流向图/ })).toBeVisible()
  await accessible(page)

  const promoted = page.getByRole('link', { name: /^晋级/ })
  const number = /晋级\s*([\d,]+)/.exec((await promoted.textContent()) ?? '')![1]!
  await sameInTheList(page, promoted, number)
  await page.getByRole('table').getByRole('link').first().click()
  await expect(page.getByRole('heading', { level: 2, name: '2023 年所在梯级' })).toBeVisible()
  await expect(page.getByRole('heading', { level: 2, name: '离上一梯级还差' })).toBeVisible()
  await expect(page.getByRole('heading', { level: 2, name: '操作记录' })).toHaveCount(0) // that is for the offices
  await accessible(page)

  await page.getByRole('link', { name: '总览', exact: true }).click()
  const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: '下载年度报告' }).click()])
  expect(download.suggestedFilename()).toMatch(/2023.*\.xlsx$/)
  expect(readFileSync(await download.path()).subarray(0, 2).toString()).toBe('PK')
})

test('every kind of number of the overview is that of the list that it leads to, of earlier years too', async ({ page, as }) => {
  test.slow()
  await as('leadership')
  const regions = { 2023: ['创新主体梯次培育', '今后 12 个月到期的资质', '数据完整情况'], 2022: ['独角兽企业培育', '各县(市)区各梯级企业数'] }
  for (const year of [2023, 2022] as const) {
    await page.goto('/overview')
    if (year !== 2023) {
      await page.getByRole('combobox', { name: '年度' }).click()
      await page.getByTitle(`${year} 年`, { exact: true }).click()
      await expect(page).toHaveURL(`/overview?year=${year}`)
    }
    await expect(page.getByRole('heading', { level: 1, name: `${year} 年全市梯次培育总览` })).toBeVisible()
    const overview = page.url()
    for (const region of regions[year]) {
      await page.goto(overview)
      const links = page.getByRole('region', { name: region }).getByRole('link', { name: /：[\d,]+ 家$/ })
      await expect(links.first()).toBeVisible()
      const link = links.nth(Math.floor((await links.count()) / 2))
      await sameInTheList(page, link, /：([\d,]+) 家$/.exec((await link.getAttribute('aria-label')) ?? '')![1]!)
    }
  }
})

test('movements can be read as a table, and each leads to its firms', async ({ page, as }) => {
  test.slow()
  await as('leadership')
  await page.goto('/overview')
  const flows = page.getByRole('region', { name: /^流向/ })
  await flows.getByText('表', { exact: true }).click()
  await flows.getByRole('checkbox', { name: '含梯级不变的' }).uncheck()
  await expect(flows.getByRole('row').filter({ hasText: '保持' })).toHaveCount(0)
  const row = flows.getByRole('row').filter({ hasText: '晋级' }).first()
  const number = (await row.getByRole('link').textContent())!
  await accessible(page)
  await sameInTheList(page, row.getByRole('link'), number)
})

test('the pipeline shows the firms of each stage, is narrowed, and leads to them', async ({ page, as }) => {
  test.slow()
  await as('leadership')
  await page.goto('/overview')
  await page.getByRole('region', { name: '独角兽企业培育' }).getByRole('link', { name: '独角兽管线' }).click()
  await expect(page.getByRole('heading', { level: 1, name: '2023 年全市独角兽管线' })).toBeVisible()
  const stage = page.getByRole('listitem', { name: '准独角兽企业' })
  const cards = stage.getByRole('article')
  const number = /：([\d,]+) 家/.exec((await stage.getByRole('link', { name: /家$/ }).getAttribute('aria-label'))!)![1]!
  await expect(cards).toHaveCount(Number(number))
  await expect(cards.first()).toContainText('亿美元')
  await expect(cards.first()).toContainText('离独角兽企业还差')
  await accessible(page)

  await page.getByRole('combobox', { name: '变动' }).click()
  await page.getByTitle('新进').or(page.locator('.ant-select-item-option').filter({ hasText: '新进' })).first().click()
  await expect(page).toHaveURL(/move=entered/)
  await expect(page.getByRole('listitem', { name: '瞪羚企业' }).getByRole('article').filter({ hasText: '新进' }).first()).toBeVisible()
  await page.getByRole('button', { name: '清除筛选' }).click()
  await expect(page).not.toHaveURL(/move=/)
  await cards.first().getByRole('link').click()
  await expect(page.getByRole('heading', { level: 2, name: '2023 年所在梯级' })).toBeVisible()
})

test('a county reads its own numbers, under its own name', async ({ page, as }) => {
  await as('county')
  await page.goto('/overview')
  const title = page.getByRole('heading', { level: 1 })
  await expect(title).toContainText(/^2023 年.+[县区市]梯次培育总览$/)
  await expect(title).not.toContainText('全市')
  await expect(page.getByText('县(市)区', { exact: true })).toHaveCount(0)
  const own = page.getByRole('link', { name: /^在册企业/ })
  const number = /在册企业\s*([\d,]+)/.exec((await own.textContent()) ?? '')![1]!
  expect(Number(number)).toBeLessThan(300)
  await sameInTheList(page, own, number)
})

test('a year without a review says so, and which there are', async ({ page, as, expectTrouble }) => {
  expectTrouble() // 404
  await as('leadership')
  await page.goto('/overview?year=2016')
  await expect(page.getByRole('heading', { name: '2016 年还没有发布过年度评价' })).toBeVisible()
  await expect(page.getByText('已发布的年度：2023、2022、2021')).toBeVisible()
  await page.goto('/pipeline?year=2016')
  await expect(page.getByRole('heading', { name: '2016 年还没有发布过年度评价' })).toBeVisible()
})

test('an office sees the filings and the acts on a firm, and on paper it fits on two pages', async ({ page, as }) => {
  await as('city')
  await page.goto(`/firms/${city().gazelle.code}`)
  await expect(page.getByRole('region', { name: '有这家企业的申报' }).getByRole('link').first()).toBeVisible()
  await expect(page.getByRole('region', { name: '操作记录' }).getByRole('row').nth(1)).toBeVisible()
  await page.goto(`/firms/${city().gazelle.code}/print`)
  await expect(page.getByRole('heading', { level: 2, name: '年度数据' })).toBeVisible()
  const pages = (await page.pdf({ preferCSSPageSize: true })).toString('latin1').match(/\/Type\s*\/Page\b/g)
  expect(pages!.length).toBeLessThanOrEqual(2)
})
