import { accessible, city, expect, operate, test } from './console'

test('a wrong password is refused in words, the right one leads to where one wanted to go', async ({ page, expectTrouble }) => {
  expectTrouble() // 401
  await page.goto('/policy?year=2022&part=documents')
  await expect(page.getByRole('heading', { name: '云梯' })).toBeVisible()
  await accessible(page)
  await page.getByLabel('用户名').fill('city')
  await page.getByLabel('密码', { exact: true }).fill('not the password')
  await page.getByRole('button', { name: '登录' }).click()
  await expect(page.getByRole('alert')).toContainText('用户名或密码')
  await page.getByLabel('密码', { exact: true }).fill(city().accounts.city)
  await page.keyboard.press('Enter')
  await expect(page).toHaveURL(/\/policy\?year=2022&part=documents$/)
  await expect(page.getByText('2022 年口径')).toBeVisible()
})

test('who was given a password must change it before anything else', async ({ page, expectTrouble }) => {
  expectTrouble() // 401, 422
  const name = `new-${test.info().workerIndex}-${Date.now()}`
  const once = /\b(?:[A-Za-z0-9]{4}-){3}[A-Za-z0-9]{4}\b/.exec(operate('user', 'add', name, '--role', 'leadership'))?.[0] ?? ''
  await page.goto('/')
  await page.getByLabel('用户名').fill(name)
  await page.getByLabel('密码', { exact: true }).fill(once)
  await page.keyboard.press('Enter')
  await expect(page.getByRole('heading', { name: '请先修改密码' })).toBeVisible()
  await expect(page.getByRole('navigation')).toHaveCount(0)
  await accessible(page)

  await page.getByLabel('原密码').fill(once)
  await page.getByLabel('新密码', { exact: true }).fill('short')
  await page.getByLabel('再输入一次新密码').fill('short')
  await page.getByRole('button', { name: '修改密码' }).click()
  await expect(page.getByText('新密码还不符合下列要求')).toBeVisible()
  await page.getByLabel('新密码', { exact: true }).fill('Dianchi-Lake-1886')
  await page.getByLabel('再输入一次新密码').fill('Dianchi-Lake-1886')
  await page.getByRole('button', { name: '修改密码' }).click()
  await expect(page.getByRole('heading', { name: /全市梯次培育总览/ })).toBeVisible()
})

test('who signs in is told of failed attempts since the last time', async ({ page, playwright, expectTrouble }) => {
  expectTrouble() // 401 of asking who is signed in
  const site = test.info().project.use.baseURL ?? ''
  const name = `told-${test.info().workerIndex}-${Date.now()}`
  const once = /\b(?:[A-Za-z0-9]{4}-){3}[A-Za-z0-9]{4}\b/.exec(operate('user', 'add', name, '--role', 'leadership'))?.[0] ?? ''
  const elsewhere = await playwright.request.newContext({ baseURL: site })
  const signIn = (password: string) => elsewhere.post('/api/v1/session', { data: { username: name, password } })
  expect((await signIn(once)).status()).toBe(200)
  expect((await elsewhere.put('/api/v1/session/password', { data: { old: once, new: 'Dianchi-Lake-1886' } })).status()).toBe(200)
  for (let i = 0; i < 2; i++) expect((await signIn('not the password')).status()).toBe(401)
  await elsewhere.dispose()

  await page.goto('/')
  await page.getByLabel('用户名').fill(name)
  await page.getByLabel('密码', { exact: true }).fill('Dianchi-Lake-1886')
  await page.keyboard.press('Enter')
  const told = page.getByRole('alert').filter({ hasText: /^上次登录\(\d{4}-\d{2}-\d{2} \d{2}:\d{2}\)之后，有人用您的账号登录失败 2 次/ })
  await told.getByRole('link', { name: '我的会话' }).click()
  await expect(page.getByText(/登录失败 2 次。下面是/)).toBeVisible()
  await accessible(page)
  await page.getByRole('button', { name: '知道了' }).click()
  await expect(told).toHaveCount(0)
  await page.reload()
  await expect(page.getByRole('heading', { level: 1, name: '我的会话' })).toBeVisible()
  await expect(told).toHaveCount(0)
})

test('signing out ends the session', async ({ page, as, expectTrouble }) => {
  expectTrouble() // 401
  await as('leadership')
  await page.goto('/overview')
  await page.getByRole('button', { name: /示范领导/ }).click()
  await page.getByRole('menuitem', { name: '退出登录' }).click()
  await expect(page.getByRole('button', { name: '登录' })).toBeVisible()
  await page.goto('/firms')
  await expect(page).toHaveURL(/sign-in\?to=/)
})

test('a session can be ended from another one', async ({ page, as, browser }) => {
  const other = await browser.newContext()
  const answer = await other.request.post('/api/v1/session', { data: { username: 'county', password: city().accounts.county } })
  expect(answer.ok()).toBe(true)
  await as('county')
  await page.goto('/account/sessions')
  await expect(page.getByText('本次登录')).toBeVisible()
  await accessible(page)
  const rows = page.getByRole('row').filter({ hasNotText: '本次登录' }).filter({ has: page.getByRole('button', { name: '结束' }) })
  const before = await rows.count()
  await rows.first().getByRole('button', { name: '结束' }).click()
  await page.getByRole('tooltip').getByRole('button', { name: '结束' }).click()
  await expect(page.getByText('该登录已结束')).toBeVisible()
  await expect(rows).toHaveCount(before - 1)
  await other.close()
})
