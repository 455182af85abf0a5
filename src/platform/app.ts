import type { Instant } from '#time/instant.ts'

import { type Deed, insertDeed } from './audit.ts'
import type { Config } from './config.ts'
import { type Database, type Db, isWorthAnotherTry, type TxDb } from './database.ts'
import {
  type Channel,
  type ChannelName,
  type Delivery,
  dropDeliveries,
  dueJob,
  insertDelivery,
} from './deliveries.ts'
import type { Job, Jobs } from './jobs.ts'
import type { Log } from './log.ts'
import type { PushSender } from './push.ts'
import type { Sealer } from './sealing.ts'
import { type Announcement, appendEvent, type StreamId } from './streams.ts'
import { wakeTopic } from './topics.ts'

/** One change of the world: everything in it happens together or not at all, at one instant. */
export type Tx = {
  db: TxDb
  now: Instant
  app: App
  /** A job or fact in the same commit; the same one again in this commit adds nothing. */
  enqueue(job: Job): Promise<void>
  /** An event under the stream's next number, in the same commit; answers the number. Room streams before person streams. */
  announce(stream: StreamId, event: Announcement): Promise<number>
  /** At commit, has every process look again at a topic, such as `call:<id>`, and tell those here who follow it. */
  wake(topic: string): Promise<void>
  /** A line of the audit log in the same commit. */
  audit(deed: Deed): Promise<void>
  /** A mail or a push in the same commit. */
  deliver(delivery: Delivery): Promise<void>
  /** Lets go what is unsent under every key that begins so, in the same commit. */
  withdraw(keyPrefix: string): Promise<void>
}

/** Everything an action may use. */
export type App = {
  config: Config
  db: Db
  sealer: Sealer
  /** The ways to people outside. */
  channels: Readonly<Record<ChannelName, Channel>>
  push: PushSender
  log: Log
  /** The one clock: that of the database, for all servers on it. */
  now(): Instant
  /** Runs a change; a deadlock or serialization failure is tried again from the start. */
  transaction<T>(work: (tx: Tx) => Promise<T>): Promise<T>
  /** Reads several things as they stood at one moment. */
  snapshot<T>(read: (db: Db) => Promise<T>): Promise<T>
}

type AppParts = {
  config: Config
  database: Database
  jobs: Jobs
  sealer: Sealer
  channels: App['channels']
  push: PushSender
  log: Log
  now: () => Instant
}

const tries = 5

/** Puts the parts together. */
export function createApp(parts: AppParts): App {
  const { config, database, sealer, channels, push, log, now } = parts
  const app: App = {
    config,
    db: database.db,
    sealer,
    channels,
    push,
    log,
    now,
    transaction: (work) => runChange(app, parts, work),
    snapshot: (read) =>
      database.db.transaction().setIsolationLevel('repeatable read').setAccessMode('read only').execute(read),
  }
  return app
}

async function runChange<T>(app: App, parts: AppParts, work: (tx: Tx) => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await app.db.transaction().execute((db) => work(openChange(app, parts, db)))
    } catch (error) {
      if (!isWorthAnotherTry(error) || attempt === tries) throw error
    }
  }
}

function openChange(app: App, parts: AppParts, db: TxDb): Tx {
  const now = app.now()
  const enqueued = new Set<string>()
  const enqueue = async (job: Job) => {
    const what = JSON.stringify([job.name, job.data])
    if (enqueued.has(what)) return
    enqueued.add(what)
    await parts.jobs.enqueue(db, job)
  }
  return {
    db,
    now,
    app,
    enqueue,
    announce: (stream, event) => appendEvent(db, stream, event, now),
    wake: (topic) => wakeTopic(db, topic),
    audit: (deed) => insertDeed(db, deed, now),
    async deliver(delivery) {
      await insertDelivery(db, app.sealer, delivery, now)
      await enqueue(dueJob(delivery))
    },
    withdraw: (keyPrefix) => dropDeliveries(db, keyPrefix),
  }
}
