import { defineConfig } from '@playwright/test'

// The journeys run against the program as it is shipped, with a sample city of its own: `make build && npm run journeys`.
// YUNTI_SITE takes a site that is running already; its accounts stand in YUNTI_ACCOUNTS.
const site = process.env.YUNTI_SITE ?? 'http://127.0.0.1:8097'

export default defineConfig({
  testDir: 'tests',
  outputDir: 'test-results/runs',
  fullyParallel: true,
  workers: 2,
  timeout: 60_000,
  expect: { timeout: 15_000 },
  forbidOnly: Boolean(process.env.CI),
  reporter: process.env.CI ? [['list'], ['html', { open: 'never', outputFolder: 'test-results/report' }]] : 'list',
  use: {
    baseURL: site,
    viewport: { width: 1440, height: 900 },
    locale: 'zh-CN',
    timezoneId: 'Asia/Shanghai',
    contextOptions: { reducedMotion: 'reduce' },
    screenshot: 'only-on-failure',
    trace: 'retain-on-failure',
    launchOptions: {
      executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
      chromiumSandbox: false,
      args: ['--disable-dev-shm-usage', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'],
    },
  },
  ...(process.env.YUNTI_SITE ? {} : { webServer: { command: 'node tests/city.mjs 127.0.0.1:8097', url: `${site}/readyz`, timeout: 120_000, reuseExistingServer: false, gracefulShutdown: { signal: 'SIGTERM' as const, timeout: 10_000 } } }),
})
