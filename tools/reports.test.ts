import { describe, expect, test } from 'vitest'

import {
  add,
  lastLine,
  listFailures,
  listLeftOut,
  listStories,
  tallyPlaywright,
  tallyVitest,
  withFilesOf,
} from './reports.ts'

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

  test('names what failed in a Vitest report, and a file that could not be loaded', () => {
    const failed = { status: 'failed', fullName: 'a thing holds', failureMessages: ['no\nat all'] }
    const report = {
      testResults: [
        { name: '/a.test.ts', status: 'failed', assertionResults: [{ status: 'passed' }, failed] },
        { name: '/b.test.ts', status: 'failed', message: 'no such file', assertionResults: [] },
        { name: '/c.test.ts', status: 'passed', assertionResults: [{ status: 'passed' }] },
      ],
    }
    expect(listFailures(report)).toEqual([
      { file: '/a.test.ts', name: 'a thing holds', message: 'no\nat all' },
      { file: '/b.test.ts', name: '', message: 'no such file' },
    ])
  })

  test('puts what a second run says of a file in place of what the first did', () => {
    const file = (name: string, status: string) => ({ name, status, assertionResults: [{ status }] })
    const first = { testResults: [file('/a.test.ts', 'failed'), file('/b.test.ts', 'passed')] }
    const again = { testResults: [file('/a.test.ts', 'passed')] }
    expect(tallyVitest(withFilesOf(first, again))).toEqual({ passed: 2, failed: 0, skipped: 0 })
    const stillBroken = { testResults: [file('/a.test.ts', 'failed')] }
    expect(tallyVitest(withFilesOf(first, stillBroken))).toEqual({ passed: 1, failed: 1, skipped: 0 })
  })

  test('names the stories that failed, and those that passed when tried again', () => {
    const spec = (title: string, status: string) => ({
      title,
      file: 'main.spec.ts',
      tests: [{ projectName: 'phone', status, results: [{ error: { message: 'not seen' } }] }],
    })
    const report = {
      suites: [{ specs: [spec('one', 'flaky')], suites: [{ specs: [spec('two', 'unexpected')] }] }],
    }
    expect(listStories(report, 'flaky')).toEqual([
      { file: 'main.spec.ts', name: 'one (phone)', message: 'not seen' },
    ])
    expect(listStories(report, 'unexpected').map((one) => one.name)).toEqual(['two (phone)'])
  })

  test('says the sum in one line', () => {
    const sum = add({ passed: 2, failed: 0, skipped: 0 }, { passed: 3, failed: 1, skipped: 4 })
    expect(lastLine(sum)).toBe('5 passed, 1 failed')
  })
})
