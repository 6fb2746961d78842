import { readFileSync } from 'node:fs'

import { accessible, expect, test } from './console'

test('the auditor searches, reads a line, exports what was found, and verifies the trail', async ({ page, as }) => {
  await as('auditor')
  await page.goto('/system')
  await expect(page.getByRole('heading', { level: 1, name: '操作记录' })).toBeVisible()
  await expect(page.getByRole('status').filter({ hasText: /共 [\d,]+ 条/ })).toBeVisible()
  await accessible(page)
  await page.getByRole('textbox', { name: /^对象/ }).fill('2022-1')
  await page.keyboard.press('Enter')
  await expect(page).toHaveURL(/subject=2022-1/)
  await page.goto('/system/audit?subject=2022-1&action=review.publish')
  await expect(page.getByText('共 1 条符合筛选')).toBeVisible()
  await page.getByRole('button', { name: /详情$/ }).click()
  const detail = page.getByRole('dialog')
  await expect(detail.getByRole('row', { name: /^状态/ })).toContainText('草稿')
  await expect(detail.getByRole('row', { name: /^状态/ })).toContainText('已发布')
  await accessible(page)
  await page.keyboard.press('Escape')

  const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: '导出 Excel' }).click()])
  expect(readFileSync(await download.path()).subarray(0, 2).toString()).toBe('PK')
  await expect(page.getByText('本次导出已记入操作记录')).toBeVisible()

  await page.getByRole('button', { name: '校验' }).click()
  await page.getByRole('button', { name: '开始校验' }).click()
  await expect(page.getByText(/^校验无误：[\d,]+ 条$/)).toBeVisible()
  const anchor = (await page.getByLabel('本次的锚点', { exact: true }).textContent()) ?? ''
  await page.getByLabel('以前的锚点').fill(anchor)
  await page.getByRole('button', { name: '开始校验' }).click()
  await expect(page.getByText(/^校验无误：[\d,]+ 条，与锚点相符$/)).toBeVisible()
})

test('an administrator does not read the trail, an auditor no accounts', async ({ page, as }) => {
  await as('admin')
  await page.goto('/system/audit')
  await expect(page.getByRole('heading', { name: '没有权限' })).toBeVisible()
})
