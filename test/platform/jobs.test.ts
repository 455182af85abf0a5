import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'

import { createJobs, type JobHandler, type Jobs } from '#platform/jobs.ts'
import { createLog } from '#platform/log.ts'
import { startTestApp, type TestApp } from '#test/support/app.ts'

const log = createLog('error')
const heard: number[] = []
const timesTried = new Map<number, number>()
let wakings = 0

const handlers: JobHandler[] = [
  { on: 'test.wake', name: 'counter', run: async () => void (wakings += 1), wakes: true },
  { on: 'test.fact', name: 'listener', run: async (_, data) => hear(Number(data.at)) },
]

let app: TestApp
let jobs: Jobs

beforeAll(async () => {
  app = await startTestApp()
  jobs = await createJobs({ connectionString: app.connectionString }, handlers, log)
})
afterAll(async () => {
  await jobs.stop()
  await app.stop()
})

describe('jobs that pile up', () => {
  test('are soon done: what only wakes in one run, each fact in a run of its own', async () => {
    await send('test.wake', 300)
    await send('test.fact', 60)
    await jobs.work(app.app)
    // One after the other, each after a poll of two seconds, would take minutes.
    await vi.waitFor(() => expect(heard.toSorted((one, other) => one - other)).toEqual(listOf(60)), 20_000)
    await vi.waitFor(() => expect(wakings).toBeGreaterThan(0), 20_000)
    expect(wakings).toBeLessThan(10)
  })

  test('a fact that failed is tried again, and holds up none of the others', () => {
    expect([...timesTried.values()].filter((times) => times > 1)).toHaveLength(1)
    expect(timesTried.get(7)).toBe(2)
  })
})

// The seventh fails the first time.
function hear(at: number): void {
  const times = (timesTried.get(at) ?? 0) + 1
  timesTried.set(at, times)
  if (at === 7 && times === 1) throw new Error('not yet')
  heard.push(at)
}

async function send(name: string, count: number): Promise<void> {
  await app.app.transaction(async (tx) => {
    await jobs.enqueue(
      tx.db,
      listOf(count).map((at) => ({ name, data: { at } })),
    )
  })
}

function listOf(count: number): number[] {
  return Array.from({ length: count }, (_, at) => at)
}
