import { readFileSync } from 'node:fs'

import { accessible, expect, test } from './console'

test('leadership reads the year and downloads the report', async ({ page, as }) => {
  await as('leadership')
  await page.goto('/')
  await expect(page.getByRole('heading', { level: 1, name: '2023 年全市梯次培育总览' })).toBeVisible()
  await accessible(page)
  const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: '下载年度报告' }).click()])
  expect(download.suggestedFilename()).toMatch(/2023.*\.xlsx$/)
  expect(readFileSync(await download.path()).subarray(0, 2).toString()).toBe('PK')
  await expect(page.getByText(/^已下载：/)).toBeVisible()
})

test('a number leads to the list behind it', async ({ page, as }) => {
  await as('leadership')
  await page.goto('/overview')
  const row = page.getByRole('region', { name: '创新主体梯次培育' }).getByRole('row').filter({ hasText: '瞪羚企业' })
  const number = await row.getByRole('link').textContent()
  await row.getByRole('link').click()
  await expect(page.getByText(`共 ${number} 家符合筛选`)).toBeVisible()
})

test('every published year has its report', async ({ page, as }) => {
  await as('county')
  await page.goto('/reports?year=2022')
  await expect(page.getByRole('button', { name: '下载 2022 年' })).toBeVisible()
  await accessible(page)
  const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: '下载 2022 年' }).click()])
  expect(download.suggestedFilename()).toContain('2022')
})
