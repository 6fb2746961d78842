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
