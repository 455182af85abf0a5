import { defineConfig } from 'vitest/config'

/**
 * `unit` needs nothing; `behaviour` runs on a real PostgreSQL; `proofs` start what they need themselves, one file at a
 * time. Stories in a browser are Playwright's (test/e2e).
 */
export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'unit',
          include: ['src/**/*.test.{ts,tsx}', 'tools/**/*.test.ts'],
          exclude: ['**/node_modules/**'],
        },
      },
      {
        test: {
          name: 'behaviour',
          include: ['test/**/*.test.ts'],
          exclude: ['**/node_modules/**', 'test/{e2e,proofs,faults,support}/**'],
          globalSetup: ['test/support/global-setup.ts'],
          // Half of the time one file waits for its database or for a clock: with one at a time a core is idle.
          maxWorkers: 2,
          sequence: { groupOrder: 2 },
          testTimeout: 30_000,
          hookTimeout: 60_000,
        },
      },
      {
        test: {
          name: 'proofs',
          include: ['test/{proofs,faults,support}/**/*.test.ts'],
          exclude: ['**/node_modules/**'],
          testTimeout: 600_000,
          hookTimeout: 300_000,
          maxWorkers: 1,
          sequence: { groupOrder: 1 },
        },
      },
    ],
  },
})
