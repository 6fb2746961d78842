import type { Page } from '@playwright/test'

import { accessible, expect, signIn, test } from './console'

// A round from its opening to publicity: one journey after the other.
test.describe.configure({ mode: 'serial' })

const year = new Date().getFullYear() - 1
const name = `${year} 年度数据报送 ${Date.now() % 100_000}`
const day = (ahead: number) => new Date(Date.now() + 8 * 3_600_000 + ahead * 86_400_000).toISOString().slice(0, 10)
const dialogButton = (page: Page, act: string) => page.getByRole('dialog').getByRole('button', { name: act, exact: true })
let round = ''
let filing = ''

/** Chooses from an antd list by what it shows. */
async function choose(page: Page, label: string, option: string) {
  await page.getByRole('combobox', { name: label }).click()
  await page.locator('.ant-select-dropdown:visible').getByText(option, { exact: true }).click()
}

test('the city opens a round, extends it, and sees who is missing', async ({ page, as }) => {
  await as('city')
  await page.goto('/filings?tab=rounds')
  await page.getByRole('button', { name: '设立批次' }).click()
  await page.getByLabel('名称').fill(name)
  await choose(page, '种类', '企业年度数据')
  await choose(page, '年度', `${year} 年`)
  await page.getByLabel('开始日期').fill(day(0))
  await page.keyboard.press('Enter')
  await page.getByLabel(/^截止日期/).fill(day(5))
  await page.keyboard.press('Enter')
  await page.getByLabel(/公示的工作日数/).fill('3')
  await accessible(page)
  await dialogButton(page, '设立').click()
  await page.getByRole('link', { name }).click()
  await expect(page.getByRole('heading', { level: 1, name })).toBeVisible()
  round = page.url()
  await expect(page.getByText('进行中')).toBeVisible()
  await expect(page.getByText('公示 3 个工作日')).toBeVisible()
  const firms = page.getByRole('region', { name: '应报企业' })
  await expect(firms.getByRole('row').filter({ hasText: '未填报' }).first()).toBeVisible()
  await page.getByText('按县(市)区', { exact: true }).click()
  await expect(page.getByRole('region', { name: '完成情况' }).getByRole('columnheader', { name: '孵化载体' })).toHaveCount(0)
  await accessible(page)

  await page.getByRole('button', { name: '修改' }).click()
  await page.getByLabel(/^截止日期/).fill(day(6))
  await page.keyboard.press('Enter')
  await dialogButton(page, '保存').click()
  await expect(page.getByText(`${day(0)} 至 ${day(6)}`)).toBeVisible()
})

test('the city reminds once a day, and the incubator reads the notice and files', async ({ page, as, context }) => {
  await as('city')
  await page.goto(round)
  await page.getByRole('button', { name: '催报' }).click()
  await expect(page.getByText(/已催报 [\d,]+ 个孵化载体/)).toBeVisible()
  await page.getByRole('button', { name: '催报' }).click()
  await expect(page.getByText(/今日已经催报/)).toBeVisible()

  await context.clearCookies()
  await signIn(context, 'incubator')
  await page.goto('/filings')
  await page.getByRole('link', { name: /7 日内截止的批次\s*[1-9]/ }).click()
  await expect(page.getByRole('link', { name })).toBeVisible()
  await page.getByRole('link', { name: /未读提醒\s*[1-9]/ }).click()
  const notice = page.getByRole('listitem').filter({ hasText: name }).first()
  await accessible(page)
  await notice.getByRole('button', { name: '标为已读' }).click()
  await expect(notice.getByText('已读', { exact: true })).toBeVisible()
  await notice.getByRole('link').click()
  await expect(page).toHaveURL(round)
  await page.getByRole('button', { name: '在线填报' }).click()
  await expect(page.getByRole('heading', { name: /第 1 行：.+/ })).toBeVisible()
  await page.getByLabel('营业收入', { exact: false }).first().fill('1234.5')
  await page.getByRole('button', { name: /形成方案并核对/ }).click()
  await expect(page).toHaveURL(/\/filings\/F\d+/)
  filing = /F\d+/.exec(page.url())![0]
  await page.getByRole('button', { name: '提交' }).click()
  await dialogButton(page, '提交').click()
  await expect(page.getByText('待县区审核').first()).toBeVisible()
})

test('the county passes what is chosen together, and the city makes it public', async ({ page, as, context }) => {
  await as('county')
  await page.goto('/filings?tab=waiting')
  await page.getByLabel(`选择 ${filing}`).check()
  await accessible(page)
  await page.getByRole('button', { name: '批量审核通过（1 件）' }).click()
  await expect(page.getByText('已审核通过 1 件。')).toBeVisible()
  await expect(page.getByRole('link', { name: filing })).toHaveCount(0)

  await context.clearCookies()
  await signIn(context, 'city')
  await page.goto(`/filings/${filing}`)
  await expect(page.getByText('待市级确认').first()).toBeVisible()
  await page.getByRole('button', { name: '公示' }).click()
  await accessible(page)
  await dialogButton(page, '确定公示').click()
  await expect(page.getByText('公示中').first()).toBeVisible()
  await expect(page.getByRole('button', { name: '写入档案' })).toHaveCount(0)
  await accessible(page)
  await page.goto(`${round}?state=public`)
  await expect(page.getByRole('region', { name: '应报企业' }).getByRole('link', { name: filing }).first()).toBeVisible()
})

test('an objection sends it back out of publicity, and the incubator is told why', async ({ page, as, context }) => {
  await as('city')
  await page.goto(`/filings/${filing}`)
  await page.getByRole('button', { name: '退回' }).click()
  await page.getByLabel(/退回意见（必填/).fill('公示期内有异议：请核实营业收入。')
  await dialogButton(page, '确定退回').click()
  await expect(page.getByText('已退回', { exact: true }).first()).toBeVisible()

  await context.clearCookies()
  await signIn(context, 'incubator')
  await page.goto('/filings?tab=notices')
  await page.getByRole('listitem').filter({ hasText: filing }).first().getByRole('link').click()
  await expect(page.getByText('公示期内有异议：请核实营业收入。').first()).toBeVisible()
})
