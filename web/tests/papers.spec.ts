import { readFileSync } from 'node:fs'

import { freshCode } from './codes'
import { accessible, expect, signIn, test } from './console'

test.describe.configure({ mode: 'serial' })

const pdf = Buffer.from('%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\nxref\n0 3\n0000000000 65535 f \n0000000009 00000 n \n0000000052 00000 n \ntrailer<</Size 3/Root 1 0 R>>\nstartxref\n101\n%%EOF\n')
const code = freshCode(Date.now() + 500)
let filing = ''

test('papers are added to a filing, looked at and taken out; what is no paper is refused in words', async ({ page, as, expectTrouble }) => {
  expectTrouble() // 422
  await as('incubator')
  await page.goto('/filings/form?kind=firms')
  await page.getByLabel('统一社会信用代码', { exact: false }).fill(code)
  await page.getByLabel('企业名称', { exact: false }).fill('昆明旅程材料软件有限公司')
  await page.getByLabel('成立日期', { exact: false }).fill('2020-03-02')
  await page.getByLabel('所属县(市)区', { exact: false }).fill('盘龙区')
  await page.keyboard.press('Enter')
  await page.getByRole('button', { name: /形成方案并核对/ }).click()
  await expect(page).toHaveURL(/\/filings\/F\d+/)
  filing = /F\d+/.exec(page.url())![0]

  const papers = page.getByRole('region', { name: '佐证材料' })
  await expect(papers.getByText('没有佐证材料。')).toBeVisible()
  await papers.locator('input[type=file]').setInputFiles({ name: '营业执照.pdf', mimeType: 'application/pdf', buffer: pdf })
  await expect(papers.getByRole('button', { name: '营业执照.pdf', exact: true })).toBeVisible()
  await papers.locator('input[type=file]').setInputFiles({ name: '不是图片.png', mimeType: 'image/png', buffer: Buffer.from('MZ just a program') })
  await expect(papers.getByRole('alert')).toContainText(/PDF|PNG/)
  await papers.locator('input[type=file]').setInputFiles({ name: '章程.pdf', mimeType: 'application/pdf', buffer: Buffer.concat([pdf, Buffer.from('\n%%EOF\n')]) })
  await expect(papers.getByRole('button', { name: '章程.pdf', exact: true })).toBeVisible()
  await expect(papers.getByRole('alert')).toHaveCount(0)
  await accessible(page)
  await papers.getByRole('button', { name: '删除 章程.pdf' }).click()
  await page.getByRole('tooltip').getByRole('button', { name: '删除' }).click()
  await expect(papers.getByRole('button', { name: '章程.pdf', exact: true })).toHaveCount(0)
  await page.getByRole('button', { name: '提交' }).click()
  await page.getByRole('dialog').getByRole('button', { name: '提交', exact: true }).click()
  await expect(page.getByText('待县区审核').first()).toBeVisible()
  await expect(papers.getByRole('button', { name: /^删除/ })).toHaveCount(0)
})

test('the county opens the paper, and cannot change it', async ({ page, context }) => {
  await signIn(context, 'county')
  await page.goto(`/filings/${filing}`)
  const papers = page.getByRole('region', { name: '佐证材料' })
  const [download] = await Promise.all([page.waitForEvent('download'), papers.getByRole('button', { name: '营业执照.pdf', exact: true }).click()])
  expect(download.suggestedFilename()).toBe('营业执照.pdf')
  expect(readFileSync(await download.path()).equals(pdf)).toBe(true)
  await expect(papers.getByRole('button', { name: '添加材料' })).toHaveCount(0)
  await page.getByRole('button', { name: '审核通过' }).click()
  await page.getByLabel('审核意见（选填）').fill('材料齐全。')
  await page.getByRole('dialog').getByRole('button', { name: '确定审核通过' }).click()
  await expect(page.getByText('待市级确认').first()).toBeVisible()
  await expect(page.getByText('材料齐全。')).toBeVisible()
})
