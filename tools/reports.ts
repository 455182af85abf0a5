/** What ran, in a few numbers. */
export type Tally = { passed: number; failed: number; skipped: number }

export const nothing: Tally = { passed: 0, failed: 0, skipped: 0 }

/** Two tallies as one. */
export function add(one: Tally, other: Tally): Tally {
  return {
    passed: one.passed + other.passed,
    failed: one.failed + other.failed,
    skipped: one.skipped + other.skipped,
  }
}

/** Reads a Vitest JSON report. A file that could not be loaded has no tests of its own and counts as one failure. */
export function tallyVitest(report: unknown): Tally {
  const files = listIn(report, 'testResults')
  return files.map(tallyFile).reduce(add, nothing)
}

/** The suites that a Vitest report shows as left out for a missing part of the system, each once. */
export function listLeftOut(report: unknown): string[] {
  const tests = listIn(report, 'testResults').flatMap((file) => listIn(file, 'assertionResults'))
  const names = tests.flatMap((test) => listIn(test, 'ancestorTitles').map(String))
  return [...new Set(names.filter((name) => name.includes('left out:')))]
}

/** Reads a Playwright JSON report; an error outside any test counts as one failure. */
export function tallyPlaywright(report: unknown): Tally {
  const stats = valueIn(report, 'stats')
  const errors = listIn(report, 'errors').length
  return {
    passed: numberIn(stats, 'expected') + numberIn(stats, 'flaky'),
    failed: numberIn(stats, 'unexpected') + errors,
    skipped: numberIn(stats, 'skipped'),
  }
}

/** A test that failed, and the first lines of what it said. */
export type Failure = { file: string; name: string; message: string }

/** What failed in a Vitest report; a file that could not be loaded is named alone. */
export function listFailures(report: unknown): Failure[] {
  return listIn(report, 'testResults').flatMap((file) => {
    const path = textIn(file, 'name')
    const tests = listIn(file, 'assertionResults').filter((test) => valueIn(test, 'status') === 'failed')
    if (tests.length === 0 && valueIn(file, 'status') === 'failed') {
      return [{ file: path, name: '', message: shorten(textIn(file, 'message')) }]
    }
    return tests.map((test) => ({
      file: path,
      name: textIn(test, 'fullName'),
      message: shorten(listIn(test, 'failureMessages').map(String).join('\n')),
    }))
  })
}

/** The stories of a Playwright report with this outcome: `unexpected` failed to the end, `flaky` passed when tried again. */
export function listStories(report: unknown, outcome: 'unexpected' | 'flaky'): Failure[] {
  return listIn(report, 'suites')
    .flatMap(listSpecs)
    .flatMap((spec) =>
      listIn(spec, 'tests')
        .filter((test) => valueIn(test, 'status') === outcome)
        .map((test) => ({
          file: textIn(spec, 'file'),
          name: `${textIn(spec, 'title')} (${textIn(test, 'projectName')})`,
          message: shorten(textIn(valueIn(listIn(test, 'results')[0], 'error'), 'message')),
        })),
    )
}

/** The same report with these files' results in place of its own. */
export function withFilesOf(report: unknown, again: unknown): unknown {
  const second = listIn(again, 'testResults')
  const names = new Set(second.map((file) => textIn(file, 'name')))
  const first = listIn(report, 'testResults').filter((file) => !names.has(textIn(file, 'name')))
  return { testResults: [...first, ...second] }
}

/** The last line of a test run. */
export function lastLine({ passed, failed }: Tally): string {
  return `${passed} passed, ${failed} failed`
}

function tallyFile(file: unknown): Tally {
  const states = listIn(file, 'assertionResults').map((test) => valueIn(test, 'status'))
  const failed = states.filter((state) => state === 'failed').length
  const unloadable = valueIn(file, 'status') === 'failed' && failed === 0 ? 1 : 0
  const passed = states.filter((state) => state === 'passed').length
  return { passed, failed: failed + unloadable, skipped: states.length - passed - failed }
}

function valueIn(value: unknown, key: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined
}

function listIn(value: unknown, key: string): unknown[] {
  const list = valueIn(value, key)
  return Array.isArray(list) ? list : []
}

function numberIn(value: unknown, key: string): number {
  return Number(valueIn(value, key) ?? 0)
}

function textIn(value: unknown, key: string): string {
  const text = valueIn(value, key)
  return typeof text === 'string' ? text : ''
}

function listSpecs(suite: unknown): unknown[] {
  return [...listIn(suite, 'specs'), ...listIn(suite, 'suites').flatMap(listSpecs)]
}

const mostLines = 5

function shorten(message: string): string {
  return message.split('\n').slice(0, mostLines).join('\n')
}
