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
  insertDeliveries,
} from './deliveries.ts'
import type { Job, Jobs } from './jobs.ts'
import type { Log } from './log.ts'
import type { PushSender } from './push.ts'
import type { Sealer } from './sealing.ts'
import { type Announcement, appendEvents, type StreamId, type Told } from './streams.ts'
import { wakeTopic } from './topics.ts'

/** One change of the world: everything in it happens together or not at all, at one instant. */
export type Tx = {
  db: TxDb
  now: Instant
  app: App
  /** A job or fact in the same commit; the same one again in this commit adds nothing. */
  enqueue(job: Job): Promise<void>
  /** An event under its stream's next number, in the same commit: written at the end of the change, all in one statement. */
  announce(stream: StreamId, event: Announcement): Promise<void>
  /** The same at once, after what was announced in the stream so far; answers the number. Holds the stream until the commit. */
  number(stream: StreamId, event: Announcement): Promise<number>
  /** At commit, has every process look again at a topic, such as `call:<id>`, and tell those here who follow it. */
  wake(topic: string): Promise<void>
  /** A line of the audit log in the same commit. */
  audit(deed: Deed): Promise<void>
  /** Mails and pushes in the same commit, no two of them under one key. */
  deliver(...deliveries: readonly Delivery[]): Promise<void>
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
    transaction: (work) =>
      persist(() => database.db.transaction().execute((db) => carryOut(app, parts, { db, work }))),
    snapshot(read) {
      const look = database.db.transaction().setIsolationLevel('repeatable read').setAccessMode('read only')
      return persist(() => look.execute(read))
    },
  }
  return app
}

async function persist<T>(attemptIt: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await attemptIt()
    } catch (error) {
      if (!isWorthAnotherTry(error) || attempt === tries) throw error
    }
  }
}

// What is only told, events and jobs, is written last: together, and with the streams held for no longer than that takes.
async function carryOut<T>(
  app: App,
  parts: AppParts,
  { db, work }: { db: TxDb; work: (tx: Tx) => Promise<T> },
): Promise<T> {
  const toTell: ToTell = { events: [], jobs: new Map() }
  const tx = openChange(app, db, toTell)
  const outcome = await work(tx)
  await parts.jobs.enqueue(db, [...toTell.jobs.values()])
  await appendEvents(db, toTell.events, tx.now)
  return outcome
}

type ToTell = { events: Told[]; jobs: Map<string, Job> }

function openChange(app: App, db: TxDb, toTell: ToTell): Tx {
  const now = app.now()
  const enqueue = async (job: Job) => void toTell.jobs.set(JSON.stringify([job.name, job.data]), job)
  return {
    db,
    now,
    app,
    enqueue,
    announce: async (stream, event) => void toTell.events.push({ stream, event }),
    async number(stream, event) {
      const before = toTell.events.filter((one) => one.stream === stream)
      toTell.events = toTell.events.filter((one) => one.stream !== stream)
      const numbers = await appendEvents(db, [...before, { stream, event }], now)
      return Math.max(...numbers.map(({ seq }) => seq))
    },
    wake: (topic) => wakeTopic(db, topic),
    audit: (deed) => insertDeed(db, deed, now),
    async deliver(...deliveries) {
      await insertDeliveries(db, app.sealer, deliveries, now)
      for (const delivery of deliveries) await enqueue(dueJob(delivery))
    },
    withdraw: (keyPrefix) => dropDeliveries(db, keyPrefix),
  }
}
