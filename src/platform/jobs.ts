import { type JobResult, PgBoss } from 'pg-boss'

import type { App } from './app.ts'
import { type Connection, runRaw, type TxDb } from './database.ts'
import type { Log } from './log.ts'

/** What should happen later: a job of one module, or a fact that later modules listen to. */
export type Job = { name: string; data: Record<string, unknown> }

/** One listener to a job or fact. `name` tells listeners to the same fact apart. Must be idempotent. */
export type JobHandler = {
  on: string
  name: string
  run: (app: App, data: Record<string, unknown>) => Promise<void>
  /** The job carries nothing, it only wakes: as many as wait are one run. */
  wakes?: boolean
}

/** What is done every few seconds, in case no job woke for it. Safe at any time, and `atOnce` times side by side. */
export type Chore = { name: string; atOnce: number; run: (app: App) => Promise<void> }

export type Jobs = {
  /** Sends inside the transaction, in one statement for each listener: a job of a rolled-back change never runs. */
  enqueue(db: TxDb, jobs: readonly Job[]): Promise<void>
  /** Puts a job from a backup back into its queue; nothing when nobody listens to it any more. */
  resume(db: TxDb, queue: string, data: Record<string, unknown>): Promise<void>
  work(app: App): Promise<void>
  stop(): Promise<void>
}

type Given = { id: string; data: unknown }

const stopWithinMs = 4_000
// Every change that wants something outside sends one, so they may pile up while a run is slow.
const mostWakesAtOnce = 1_000
// A batch is soon over, so that a graceful stop need not wait for it and no job of it is thought dead.
const mostFactsAtOnce = 10
// A worker that got as many as it asked for goes on at once instead of waiting for the next poll.
const working = {
  pollingIntervalSeconds: 2,
  notifyPollingIntervalSeconds: 2,
  burstWhenBatchFull: true,
  perJobResults: true,
} as const

/** One queue for each listener, so that a failing one never holds up another. */
export async function createJobs(
  connection: Connection,
  handlers: readonly JobHandler[],
  log: Log,
): Promise<Jobs> {
  const boss = new PgBoss({
    ...connection,
    application_name: 'parley-jobs',
    max: 4,
    useListenNotify: true,
    superviseIntervalSeconds: 10,
  })
  let isStopping = false
  boss.on('error', (error) => {
    if (!isStopping) log.warn({ err: error }, 'the job runner had trouble')
  })
  await boss.start()
  for (const handler of handlers) await declareQueue(boss, handler)

  return {
    async enqueue(db, sent) {
      const deaf = sent.find((job) => !handlers.some((handler) => handler.on === job.name))
      if (deaf) throw new Error(`Nobody listens to the job ${deaf.name}.`)
      for (const handler of handlers) {
        const heard = sent.filter((job) => job.name === handler.on).map(({ data }) => ({ data }))
        if (heard.length > 0) await boss.insert(queueOf(handler), heard, within(db))
      }
    },
    async resume(db, queue, data) {
      if (handlers.some((handler) => queueOf(handler) === queue)) await boss.send(queue, data, within(db))
    },
    async work(app) {
      for (const handler of handlers) {
        const batch = handler.wakes ? mostWakesAtOnce : mostFactsAtOnce
        await boss.work(queueOf(handler), { ...working, batchSize: batch }, (jobs: Given[]) =>
          handler.wakes ? runOnce(app, handler, jobs) : runEach(app, handler, jobs),
        )
      }
    },
    stop() {
      isStopping = true
      return boss.stop({ graceful: true, timeout: stopWithinMs })
    },
  }
}

async function runOnce(app: App, handler: JobHandler, jobs: readonly Given[]): Promise<JobResult[]> {
  await handler.run(app, {})
  return jobs.map(({ id }) => ({ id, status: 'completed' }))
}

// One that fails is tried again alone; the others of its batch are done.
async function runEach(app: App, handler: JobHandler, jobs: readonly Given[]): Promise<JobResult[]> {
  const results: JobResult[] = []
  for (const { id, data } of jobs) {
    try {
      await handler.run(app, data as Record<string, unknown>)
      results.push({ id, status: 'completed' })
    } catch (error) {
      app.log.warn({ err: error, queue: queueOf(handler) }, 'a job failed and is tried again')
      results.push({ id, status: 'failed', output: { message: String(error) } })
    }
  }
  return results
}

function within(db: TxDb) {
  return { db: { executeSql: (text: string, values?: unknown[]) => runRaw(db, text, values) } }
}

function queueOf(handler: JobHandler): string {
  return `${handler.on}/${handler.name}`
}

// Effects on the outside are rows with their own retries. A fact between modules has no other trace than its job,
// so the job itself is tried again for about a day, and a dead worker's job is free after a minute.
async function declareQueue(boss: PgBoss, handler: JobHandler): Promise<void> {
  await boss.createQueue(queueOf(handler), {
    notify: true,
    retryLimit: 100,
    retryDelay: 2,
    retryBackoff: true,
    retryDelayMax: 900,
    expireInSeconds: 60,
    heartbeatSeconds: 15,
  })
}
