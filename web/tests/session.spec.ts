import { freshCode } from './codes'
import { city, expect, test } from './console'

test('when the session has ended one signs in over the page and goes on', async ({ page, as, context, expectTrouble }) => {
  expectTrouble() // 401
  await as('city')
  await page.goto('/firms?ladder=growth&tier=gazelle')
  await expect(page.getByText(/家符合筛选/)).toBeVisible()
  await context.clearCookies()
  await page.getByRole('textbox', { name: /信用代码/ }).fill('示例')
  const dialog = page.getByRole('dialog', { name: '登录已失效' })
  await expect(dialog).toBeVisible()
  await expect(dialog.getByLabel('用户名')).toHaveValue('city')
  await dialog.getByLabel('密码', { exact: true }).fill(city().accounts.city)
  await dialog.getByRole('button', { name: '登录', exact: true }).click()
  await expect(dialog).toBeHidden()
  await expect(page.getByRole('textbox', { name: /信用代码/ })).toHaveValue('示例')
  await expect(page).toHaveURL(/tier=gazelle/)
  await expect(page.getByRole('row').nth(2)).toContainText('示例')
})

test('a lost connection is told, and the page goes on when it is back', async ({ page, as, context, expectTrouble }) => {
  expectTrouble()
  await as('city')
  await page.goto('/firms')
  await expect(page.getByRole('status').filter({ hasText: /共 [\d,]+ 家/ })).toBeVisible()
  await context.setOffline(true)
  await page.getByRole('textbox', { name: /信用代码/ }).fill('示例')
  await expect(page.getByText(/与服务器的连接中断，正在自动重试/)).toBeVisible()
  await context.setOffline(false)
  await page.getByRole('button', { name: '立即重试' }).click()
  await expect(page.getByText(/与服务器的连接中断，正在自动重试/)).toBeHidden()
  await expect(page.getByText(/家符合筛选/)).toBeVisible()
})

test('a form that is half filled when the session ends is sent after signing in again', async ({ page, as, context, expectTrouble }) => {
  expectTrouble() // 401
  await as('incubator')
  await page.goto('/filings/form?kind=firms')
  await page.getByLabel('统一社会信用代码', { exact: false }).fill(freshCode(Date.now() + 900))
  await page.getByLabel('企业名称', { exact: false }).fill('昆明旅程续办软件有限公司')
  await page.getByLabel('成立日期', { exact: false }).fill('2020-03-02')
  await page.getByLabel('所属县(市)区', { exact: false }).fill('盘龙区')
  await page.keyboard.press('Enter')
  await context.clearCookies()
  await page.getByRole('button', { name: /形成方案并核对/ }).click()
  const dialog = page.getByRole('dialog', { name: '登录已失效' })
  await dialog.getByLabel('密码', { exact: true }).fill('not the password')
  await page.keyboard.press('Enter')
  await expect(dialog.getByRole('alert').filter({ hasText: '用户名或密码' })).toBeVisible()
  await expect(page.getByLabel('企业名称', { exact: false })).toHaveValue('昆明旅程续办软件有限公司')
  await dialog.getByLabel('密码', { exact: true }).fill(city().accounts.incubator)
  await page.keyboard.press('Enter')
  await expect(page).toHaveURL(/\/filings\/F\d+/)

  // The same with a paper that is added when the session has ended.
  const papers = page.getByRole('region', { name: '佐证材料' })
  await expect(papers.getByText('没有佐证材料。')).toBeVisible()
  await context.clearCookies()
  await papers.locator('input[type=file]').setInputFiles({ name: '说明.png', mimeType: 'image/png', buffer: Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAQAAAC1HAwCAAAAC0lEQVR42mNk+A8AAQUBAScY42YAAAAASUVORK5CYII=', 'base64') })
  await dialog.getByLabel('密码', { exact: true }).fill(city().accounts.incubator)
  await page.keyboard.press('Enter')
  await expect(papers.getByRole('button', { name: '说明.png', exact: true })).toBeVisible()
})
