import { AxeBuilder } from '@axe-core/playwright'
import { type BrowserContext, expect, type Page, test as base } from '@playwright/test'
import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** city2 is the second one of the city: whoever settles does not approve. */
type Role = 'incubator' | 'county' | 'city' | 'city2' | 'leadership' | 'admin' | 'auditor'
type City = { program: string; db: string; accounts: Record<Role, string>; gazelle: { code: string; year: number } }

/** The city that tests/city.mjs has made. */
export const city = (): City => JSON.parse(readFileSync(process.env.YUNTI_ACCOUNTS ?? join(tmpdir(), 'yunti-journeys.json'), 'utf8')) as City

/** Runs the program on the city's database, as an operator would, and returns what it printed. */
export function operate(...args: string[]): string {
  const { program, db } = city()
  return execFileSync(program, [...args, '--db', db], { encoding: 'utf8' })
}

/** Signs a browser in without the page. */
export async function signIn(context: BrowserContext, role: Role) {
  const answer = await context.request.post('/api/v1/session', { data: { username: role, password: city().accounts[role] } })
  expect(answer.ok(), await answer.text()).toBe(true)
}

/** No serious finding of axe on the page as it is. */
export async function accessible(page: Page) {
  const { violations } = await new AxeBuilder({ page }).withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'best-practice']).analyze()
  const serious = violations.filter((v) => v.impact === 'serious' || v.impact === 'critical')
  expect(serious.map((v) => `${v.id}: ${v.help}\n  ${v.nodes.slice(0, 5).map((n) => n.html).join('\n  ')}`)).toEqual([])
}

/** A page on which anything that the browser complains of fails the test; `expectTrouble` lifts that for what must go wrong. */
export const test = base.extend<{ as: (role: Role) => Promise<void>; expectTrouble: () => void }>({
  as: async ({ context }, use) => use((role) => signIn(context, role)),
  expectTrouble: [
    async ({ page }, use) => {
      const complaints: string[] = []
      let expected = false
      page.on('console', (m) => m.type() === 'error' && complaints.push(m.text()))
      page.on('pageerror', (e) => complaints.push(`pageerror ${String(e)}`))
      page.on('request', (r) => r.url().startsWith('http') && !r.url().startsWith(new URL(page.url() === 'about:blank' ? r.url() : page.url()).origin) && complaints.push(`a request to another site: ${r.url()}`))
      await use(() => (expected = true))
      expect(expected ? complaints.filter((c) => c.startsWith('pageerror') || c.includes('Content Security')) : complaints).toEqual([])
    },
    { auto: true },
  ],
})

export { expect }
