import { readFileSync } from 'node:fs'

import { accessible, city, expect, test } from './console'

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

test('every published year has its reports', async ({ page, as }) => {
  await as('county')
  await page.goto('/reports?year=2022')
  const download = page.getByRole('button', { name: '下载 2022 年年度梯度培育报告' })
  await expect(download).toBeVisible()
  for (const group of ['梯次培育', '奖补资金', '单户']) await expect(page.getByRole('region', { name: group })).toBeVisible()
  await accessible(page)
  const [file] = await Promise.all([page.waitForEvent('download'), download.click()])
  expect(file.suggestedFilename()).toContain('2022')
})

test('a report of one firm asks which, and a report that was downloaded is found genuine', async ({ page, as, expectTrouble }) => {
  expectTrouble() // 422 for what is no workbook
  await as('city')
  await page.goto('/reports')
  const line = page.getByRole('listitem').filter({ has: page.getByRole('heading', { name: '企业画像' }) })
  await expect(line.getByRole('button', { name: /^下载/ })).toBeDisabled()
  await line.getByRole('combobox', { name: '企业' }).fill(city().gazelle.code)
  await page.locator('.ant-select-item-option-content').filter({ hasText: city().gazelle.code }).click()
  await accessible(page)
  const [file] = await Promise.all([page.waitForEvent('download'), line.getByRole('button', { name: /^下载/ }).click()])
  const workbook = readFileSync(await file.path())

  const verify = page.getByRole('region', { name: '核验报表' })
  await verify.locator('input[type=file]').setInputFiles({ name: '收到的画像.xlsx', mimeType: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet', buffer: workbook })
  await expect(verify.getByText('这份报表是真的，内容没有改动')).toBeVisible()
  await expect(verify.getByText('与生成的文件逐字节相同。')).toBeVisible()
  await accessible(page)
  await verify.locator('input[type=file]').setInputFiles({ name: '不是工作簿.xlsx', mimeType: 'application/octet-stream', buffer: Buffer.from('hello') })
  await expect(verify.getByText('不是工作簿.xlsx：没有核验成')).toBeVisible()
})

test('an auditor verifies reports and downloads none', async ({ page, as }) => {
  await as('auditor')
  await page.goto('/reports')
  await expect(page.getByRole('region', { name: '核验报表' })).toBeVisible()
  await expect(page.getByRole('button', { name: /^下载/ })).toHaveCount(0)
})
