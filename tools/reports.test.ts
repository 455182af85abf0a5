import { describe, expect, test } from 'vitest'

import { add, lastLine, listLeftOut, tallyPlaywright, tallyVitest } from './reports.ts'

describe('the sum of a test run', () => {
  test('counts the tests of a Vitest report', () => {
    const report = {
      testResults: [
        { status: 'passed', assertionResults: [{ status: 'passed' }, { status: 'skipped' }] },
        { status: 'failed', assertionResults: [{ status: 'passed' }, { status: 'failed' }] },
      ],
    }
    expect(tallyVitest(report)).toEqual({ passed: 2, failed: 1, skipped: 1 })
  })

  test('counts a file that could not be loaded, or whose setup broke, as one failure', () => {
    expect(tallyVitest({ testResults: [{ status: 'failed', assertionResults: [] }] }).failed).toBe(1)
    const broken = { status: 'failed', assertionResults: [{ status: 'skipped' }] }
    expect(tallyVitest({ testResults: [broken] })).toEqual({ passed: 0, failed: 1, skipped: 1 })
  })

  test('counts the stories of a Playwright report, and an error outside of them', () => {
    const report = {
      stats: { expected: 4, unexpected: 1, flaky: 1, skipped: 2 },
      errors: [{ message: 'no' }],
    }
    expect(tallyPlaywright(report)).toEqual({ passed: 5, failed: 2, skipped: 2 })
  })

  test('names once each suite that was left out for a missing part', () => {
    const left = (title: string) => ({ status: 'skipped', ancestorTitles: [title], title: 'reads it' })
    const name = 'Radicale (left out: radicale is missing)'
    const file = { assertionResults: [left(name), left(name), left('another day')] }
    expect(listLeftOut({ testResults: [file] })).toEqual([name])
  })

  test('says the sum in one line', () => {
    const sum = add({ passed: 2, failed: 0, skipped: 0 }, { passed: 3, failed: 1, skipped: 4 })
    expect(lastLine(sum)).toBe('5 passed, 1 failed')
  })
})
