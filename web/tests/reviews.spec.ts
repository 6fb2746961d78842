import { accessible, expect, test } from './console'

test('staff runs a review, compares it, and publishes it knowing what that does', async ({ page, as }) => {
  await as('city')
  await page.goto('/reviews')
  await expect(page.getByRole('heading', { level: 1, name: '年度评价' })).toBeVisible()
  const published = page.getByRole('row').filter({ hasText: '已发布' }).filter({ has: page.getByRole('link', { name: /^2021-/ }) })
  const before = await published.getByRole('link', { name: /^2021-/ }).first().textContent()
  await accessible(page)

  await page.getByRole('button', { name: '开始评价' }).click()
  const begin = page.getByRole('dialog', { name: '开始年度评价' })
  await begin.getByRole('combobox', { name: '评价年度' }).click()
  await page.getByTitle('2021 年').last().click()
  await expect(begin.getByText('新的评价先作为草稿')).toBeVisible()
  await accessible(page)
  await begin.getByRole('button', { name: '开始评价' }).click()
  await expect(page).toHaveURL(/\/reviews\/2021-\d+$/)
  const id = /[^/]+$/.exec(page.url())![0]
  await expect(page.getByText('这是草稿，发布之前不影响报表、总览和企业库')).toBeVisible()
  await accessible(page)

  await page.goto(`/reviews/${id}?against=${before}`)
  const ladder = page.getByRole('region', { name: '创新主体梯次培育' })
  await expect(ladder.getByRole('columnheader', { name: String(before) })).toBeVisible()
  await expect(ladder.getByRole('row').filter({ hasText: '瞪羚企业' })).toContainText('持平')

  await page.getByRole('button', { name: '发布…' }).click()
  const dialog = page.getByRole('dialog', { name: `发布 2021 年的评价 ${id}` })
  await expect(dialog).toContainText(`${before} 转为“已被取代”`)
  await expect(dialog).toContainText('发布不能撤销')
  await expect(dialog.getByRole('button', { name: '发布', exact: true })).toBeDisabled()
  await accessible(page)
  await dialog.getByRole('checkbox').check()
  await dialog.getByRole('button', { name: '发布', exact: true }).click()
  await expect(page.getByRole('button', { name: '发布…' })).toBeHidden()
  await expect(page.getByRole('region', { name: '经过' })).toContainText('city 发布')
  await page.goto(`/reviews/${before}`)
  await expect(page.getByRole('link', { name: id, exact: true }).first()).toBeVisible()
  await expect(page.getByRole('region', { name: '经过' })).toContainText('取代')
})

test('whoever only reads has no buttons to act, and a review that is not there is told', async ({ page, as, expectTrouble }) => {
  expectTrouble() // 404
  await as('leadership')
  await page.goto('/reviews?year=2023')
  await page.getByRole('row').filter({ hasText: '已发布' }).getByRole('link').first().click()
  await expect(page.getByRole('region', { name: '变动' })).toBeVisible()
  await accessible(page)
  await expect(page.getByRole('button', { name: /发布|作废|开始评价/ })).toHaveCount(0)
  await page.goto('/reviews/1999-1')
  await expect(page.getByRole('heading', { name: '没有找到' })).toBeVisible()
})
