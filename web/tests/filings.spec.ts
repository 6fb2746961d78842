import type { Page } from '@playwright/test'

import { freshCode } from './codes'
import { accessible, expect, signIn, test } from './console'

// What is filed in one journey is looked at in the next: one after the other.
test.describe.configure({ mode: 'serial' })

const code = freshCode(Date.now())
const csv = (...lines: string[]) => ({ name: '花名册.csv', mimeType: 'text/csv', buffer: Buffer.from(`\ufeff${lines.join('\n')}\n`) })
const confirm = (page: Page, act: string) => page.getByRole('dialog').getByRole('button', { name: act }).click()
let filing = ''

test('an incubator registers a firm and files, and a half-filled form survives a reload', async ({ page, as }) => {
  await as('incubator')
  await page.goto('/filings')
  await expect(page.getByRole('navigation', { name: '待办' })).toBeVisible()
  await accessible(page)
  await page.getByRole('button', { name: '登记企业' }).click()
  await page.getByLabel('统一社会信用代码', { exact: false }).fill(code)
  await page.getByLabel('企业名称', { exact: false }).fill('昆明旅程演示软件有限公司')
  await page.reload()
  await expect(page.getByLabel('企业名称', { exact: false })).toHaveValue('昆明旅程演示软件有限公司')
  await page.getByLabel('成立日期', { exact: false }).fill('2019-05-20')
  await page.getByLabel('所属县(市)区', { exact: false }).fill('盘龙区')
  await page.keyboard.press('Enter')
  await accessible(page)
  await page.getByRole('button', { name: /形成方案并核对/ }).click()
  await expect(page).toHaveURL(/\/filings\/F\d+/)
  filing = /F\d+/.exec(page.url())![0]
  await expect(page.getByRole('button', { name: /新增\s*1/ })).toBeVisible()
  await page.getByRole('button', { name: /^提\s*交$/ }).click()
  await confirm(page, '提')
  await expect(page.getByText('待县区审核').first()).toBeVisible()
  await accessible(page)
})

test('the county returns it with an opinion of a line, and the incubator corrects and resubmits', async ({ page, as, context }) => {
  await as('county')
  await page.goto(`/filings/${filing}`)
  await page.getByLabel('全部展开').click()
  await page.getByLabel(/对第 1 行的意见/).fill('请核实成立日期。')
  await page.getByRole('button', { name: /退回（1 行有意见）/ }).click()
  await page.getByLabel(/退回意见（必填/).fill('请补正后重新提交。')
  await confirm(page, '确定退回')
  await expect(page.getByText('已退回', { exact: true }).first()).toBeVisible()

  await context.clearCookies()
  await signIn(context, 'incubator')
  await page.goto(`/filings/${filing}`)
  await expect(page.getByText('请补正后重新提交。').first()).toBeVisible()
  await expect(page.getByText('请核实成立日期。').first()).toBeVisible()
  await page.getByRole('button', { name: '修改后重新填报' }).click()
  await expect(page.getByLabel('成立日期', { exact: false })).toHaveValue('2019-05-20')
  await page.getByLabel('成立日期', { exact: false }).fill('2019-05-21')
  await page.getByRole('button', { name: /形成方案并核对/ }).click()
  await expect(page).not.toHaveURL(/form/)
  await page.getByRole('button', { name: /^提\s*交$/ }).click()
  await confirm(page, '提')
  await expect(page.getByText('待县区审核').first()).toBeVisible()
})


test('an office uploads a roster with faults, corrects them and applies', async ({ page, as, context }) => {
  await as('county')
  const { items } = (await (await context.request.get('/api/v1/firms?size=2')).json()) as { items: { code: string; name: string }[] }
  const [a, b] = items as [{ code: string; name: string }, { code: string; name: string }]
  await page.goto('/import?kind=firms')
  await page.locator('input[type=file]').setInputFiles(csv('统一社会信用代码,企业名称,联系人,成立日期', `${a.code},${a.name},旅程甲,`, `${b.code},${b.name},旅程乙,二月三十`))
  await accessible(page)
  await page.getByRole('button', { name: '上传并核对' }).click()
  await expect(page.getByRole('button', { name: /拒绝\s*1/ })).toBeVisible()
  await expect(page.getByText('D3', { exact: false }).first()).toBeVisible()
  const download = page.waitForEvent('download')
  await page.getByRole('button', { name: '下载拒绝行' }).click()
  expect((await download).suggestedFilename()).toMatch(/\.xlsx$/)
  await page.getByRole('button', { name: '重新上传' }).click()
  await expect(page.getByText('重新上传，代替')).toBeVisible() // the page before has a file input too, for papers
  await page.locator('input[type=file]').setInputFiles(csv('统一社会信用代码,企业名称,联系人', `${a.code},${a.name},旅程甲`, `${b.code},${b.name},旅程乙`))
  await page.getByRole('button', { name: '上传并核对' }).click()
  await expect(page.getByRole('button', { name: /更新\s*2/ })).toBeVisible()
  await page.getByRole('button', { name: '写入档案' }).click()
  await confirm(page, '写入档案')
  await expect(page.getByText('已生效').first()).toBeVisible()
  await accessible(page)
})
