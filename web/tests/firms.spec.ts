import { accessible, city, expect, test } from './console'

test('a firm is found, and why it is a gazelle can be read, by keyboard too', async ({ page, as }) => {
  const { code, year } = city().gazelle
  await as('city')
  await page.goto('/')
  await page.getByRole('link', { name: '企业库', exact: true }).click()
  await expect(page.getByRole('heading', { level: 1, name: '企业库' })).toBeVisible()
  await page.keyboard.press('/')
  await page.keyboard.type(code)
  await expect(page.getByText('共 1 家符合筛选')).toBeVisible()
  await accessible(page)
  await page.getByRole('table').getByRole('link').first().click()

  await expect(page.getByRole('heading', { level: 2, name: `${year} 年所在梯级` })).toBeVisible()
  const findings = page.getByRole('table', { name: '瞪羚企业：是否符合条件' })
  const growth = findings.getByRole('row').filter({ hasText: '营业收入三年复合增长率' })
  await expect(growth).toContainText('符合')
  await expect(growth).toContainText('≥ 20 %')

  const cite = growth.getByRole('button')
  await cite.focus()
  await expect(page.getByRole('tooltip')).toContainText('《国家高新区瞪羚企业发展报告》')
  await accessible(page)
})

test('an answer of the list is a view: it can be sent, sorted, paged and gone back to', async ({ page, as }) => {
  await as('city')
  await page.goto('/firms?ladder=growth&tier=any&size=20')
  const total = page.getByText(/家符合筛选/)
  await expect(total).toBeVisible()
  await page.getByRole('columnheader', { name: '成立日期' }).click()
  await expect(page).toHaveURL(/sort=founded/)
  const founded = async () => (await page.getByRole('table').getByRole('row').allInnerTexts()).flatMap((row) => /\b\d{4}-\d{2}-\d{2}\b/.exec(row)?.[0] ?? [])
  await expect.poll(async () => (await founded()).length > 10 && (await founded()).join() === [...(await founded())].sort().join()).toBe(true)
  const first = page.getByRole('table').getByRole('link').first()
  const oldest = await first.textContent()
  await page.getByRole('listitem', { name: '2', exact: true }).click()
  await expect(page).toHaveURL(/page=2/)
  await expect(first).not.toHaveText(oldest ?? '')
  await page.goBack()
  await expect(first).toHaveText(oldest ?? '')
})

test('columns and views are kept', async ({ page, as }) => {
  await as('city')
  await page.goto('/firms?ladder=growth&move=promoted')
  await page.getByRole('button', { name: '列' }).click()
  await page.getByRole('checkbox', { name: '联系电话' }).check()
  await expect(page.getByRole('columnheader', { name: '联系电话' })).toBeVisible()
  await page.keyboard.press('Escape')
  await page.getByRole('button', { name: '视图' }).click()
  await page.getByLabel('视图名称').fill('本年晋级名单')
  await page.getByRole('button', { name: '保存' }).click()
  await page.goto('/firms')
  await expect(page.getByRole('columnheader', { name: '联系电话' })).toBeVisible()
  await page.getByRole('button', { name: '视图' }).click()
  await page.getByRole('link', { name: '本年晋级名单' }).click()
  await expect(page).toHaveURL(/move=promoted/)
})

test('nothing found, and a firm that is not there, are told', async ({ page, as, expectTrouble }) => {
  expectTrouble() // 404
  await as('city')
  await page.goto('/firms?q=没有这样的企业')
  await expect(page.getByRole('heading', { name: '没有符合筛选的企业' })).toBeVisible()
  await page.goto('/firms/91530100MA6K00001X')
  await expect(page.getByRole('heading', { name: '没有找到' })).toBeVisible()
})

test('a firm can be printed with its articles written out', async ({ page, as }) => {
  await as('city')
  await page.goto(`/firms/${city().gazelle.code}/print`)
  await expect(page.getByRole('heading', { level: 2, name: '瞪羚企业：是否符合条件' })).toBeVisible()
  await expect(page.getByRole('list', { name: '依据文件' }).last()).toContainText('[1] 《国家高新区瞪羚企业发展报告》')
  await accessible(page)
})
