import { defineConfig } from '@playwright/test'

import { fakeDevices, findBrowser } from './test/support/chromium.ts'

const { executablePath, args, env } = await findBrowser()

/** Stories in a real browser, each on an app of its own that it starts itself. */
export default defineConfig({
  testDir: 'test/e2e',
  // Six pages with pictures take two cores for four minutes.
  testIgnore: process.env.FULL ? [] : ['full-call.spec.ts'],
  outputDir: 'test-results',
  workers: 2,
  timeout: 60_000,
  expect: { timeout: 20_000 },
  forbidOnly: true,
  reporter: 'list',
  use: {
    launchOptions: { executablePath, args: [...args, ...fakeDevices], env: { ...process.env, ...env } },
    locale: 'en-GB',
    timezoneId: 'Europe/Lisbon',
    actionTimeout: 15_000,
    screenshot: 'only-on-failure',
    trace: 'retain-on-failure',
  },
  projects: [
    { name: 'desktop', use: { viewport: { width: 1280, height: 800 } } },
    {
      name: 'phone',
      // The other stories are about what is the same at every size.
      testMatch: [
        'agreements.spec.ts',
        'availability.spec.ts',
        'main.spec.ts',
        'offers.spec.ts',
        'requests.spec.ts',
        'screens.spec.ts',
      ],
      use: { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true },
    },
  ],
})
