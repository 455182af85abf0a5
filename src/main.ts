import * as accounts from '#accounts'
import * as announcements from '#announcements'
import * as availability from '#availability'
import * as calendars from '#calendars'
import * as calls from '#calls'
import * as consultations from '#consultations'
import * as meetings from '#meetings'
import * as notifications from '#notifications'
import * as rooms from '#rooms'
import { type App, createApp } from '#platform/app.ts'
import { type Config, readConfig, StartRefused } from '#platform/config.ts'
import { whenDatabaseIsThere } from '#platform/arrival.ts'
import { startChores } from '#platform/chores.ts'
import { followDatabaseClock } from '#platform/clock.ts'
import { type Db, isUnreachable, openDatabase } from '#platform/database.ts'
import { deliveryJobs, sendDueDeliveries } from '#platform/sending.ts'
import { startEmbeddedPostgres } from '#platform/embedded-postgres.ts'
import { healthRoutes } from '#platform/health.ts'
import { closeHttp, createHttp, type Handler, listen } from '#platform/http.ts'
import { checkInstallation, isInstalled } from '#platform/installation.ts'
import { type Chore, createJobs, type JobHandler } from '#platform/jobs.ts'
import { startLive } from '#platform/live.ts'
import { createLog, type Log } from '#platform/log.ts'
import { createMailChannel, createSmtpMailer, type Mailer } from '#platform/mail.ts'
import { migrate } from '#platform/migrations.ts'
import { createOutbox } from '#platform/outbox.ts'
import type { Personal } from '#platform/personal.ts'
import { createPushSender, loadPushKeys } from '#platform/push.ts'
import { createSealer, type Sealer } from '#platform/sealing.ts'
import { loadSecretKeys } from '#platform/secret-key.ts'
import type { SocketHandler, Topic } from '#platform/topics.ts'

/** A running Parley. `stop` lets what is under way finish, for at most ten seconds. */
export type Parley = {
  app: App
  url: string
  outboxUrl: string | undefined
  /** Settles when the embedded database ends, by `stop` or by itself. */
  databaseEnded: Promise<void>
  stop(): Promise<void>
}

/** What a tool may put in place of the ordinary: another clock, more routes (demo). */
export type Extras = { now?: () => number; handlers?: readonly Handler[] }

const stopWithinMs = 10_000

/** Every job and fact somebody listens to. */
export const jobs: readonly JobHandler[] = [
  ...deliveryJobs,
  ...rooms.jobs,
  ...calendars.jobs,
  ...calls.jobs,
  ...meetings.jobs,
]

// What each part keeps of a person. Left in this order: rooms before meetings, which drop whoever is in a room no more; calendars
// after both, so that what was to come is taken out of them while there is a way in. The account itself is erased last.
const personal: readonly Personal[] = [
  { name: 'rooms', export: rooms.exportPersonal, leave: rooms.leaveAllRooms, erase: rooms.erasePersonal },
  {
    name: 'meetings',
    export: meetings.exportPersonal,
    leave: meetings.leaveMeetings,
    erase: meetings.erasePersonal,
  },
  { name: 'consultations', export: consultations.exportPersonal, erase: consultations.erasePersonal },
  {
    name: 'calendars',
    export: calendars.exportPersonal,
    leave: calendars.unlinkEverything,
    erase: calendars.erasePersonal,
  },
  { name: 'availability', export: availability.exportPersonal },
  { name: 'notifications', export: notifications.exportPersonal, erase: notifications.erasePersonal },
  { name: 'account', export: accounts.exportPersonal, erase: accounts.erasePersonal },
]

// What is looked for every few seconds.
const chores: readonly Chore[] = [
  { name: 'send mails', atOnce: 1, run: (app) => sendDueDeliveries(app, 'mail') },
  { name: 'send pushes', atOnce: 2, run: (app) => sendDueDeliveries(app, 'push') },
  { name: 'erase accounts', atOnce: 1, run: (app) => accounts.eraseDueAccounts(app, personal) },
  ...notifications.chores,
  ...rooms.chores,
  ...calendars.chores,
  ...calls.chores,
  ...meetings.chores,
]

/** Every route there is. */
export const routes: readonly Handler[] = [
  ...healthRoutes,
  ...accounts.createRoutes({ findGoodEntry: rooms.findGoodEntry }, personal),
  ...announcements.createRoutes(consultations),
  ...notifications.routes,
  ...rooms.routes,
  ...availability.routes,
  ...calendars.routes,
  ...calls.routes,
  ...meetings.routes,
  ...consultations.routes,
]

/** Everything one may send over the live connection. */
export const socketHandlers: readonly SocketHandler[] = [...calls.socketHandlers]

const topics: readonly Topic[] = [...calls.topics]

/** Starts everything in this process: database, worker, web. Throws StartRefused with a sentence for the terminal. */
export async function startParley(config: Config, extras: Extras = {}): Promise<Parley> {
  const opened: Closer[] = []
  try {
    return await openAll(config, extras, opened)
  } catch (error) {
    await closeAll(opened)
    throw error
  }
}

/** How to close something that was opened. */
type Closer = () => Promise<unknown> | void

async function openAll(config: Config, extras: Extras, opened: Closer[]): Promise<Parley> {
  const log = createLog(config.logLevel)
  const embedded = config.databaseUrl ? undefined : await startEmbeddedPostgres(config.dataDir)
  if (embedded) opened.push(embedded.stop)
  const connection = { connectionString: config.databaseUrl ?? embedded?.connectionString ?? '' }
  const database = openDatabase(connection, log)
  opened.push(database.close)
  const sealer = await whenDatabaseIsThere({ config, connection, log }, () => prepare(config, database.db))

  const now = extras.now ?? (await openClock(database.db, log, opened))
  const outbox = createOutbox(config, sealer, now)
  const mailer: Mailer = config.smtpUrl ? createSmtpMailer(config, config.smtpUrl) : outbox.mailer
  opened.push(() => mailer.close())
  const jobRunner = await createJobs(connection, jobs, log)
  opened.push(jobRunner.stop)
  const channels = { mail: createMailChannel(mailer), push: { atOnce: 20, send: notifications.sendPush } }
  const push = createPushSender(config, await loadPushKeys(database.db, sealer))
  const app = createApp({ config, database, jobs: jobRunner, sealer, channels, push, log, now })

  const server = await createHttp(
    app,
    [...routes, ...outbox.routes, ...(extras.handlers ?? [])],
    accounts.gate,
  )
  await listen(server, config)
  const live = await startLive(app, {
    server: server.server,
    connection,
    gate: accounts.gate,
    streamsOf: rooms.listStreams,
    handlers: socketHandlers,
    topics,
  })
  // Together: the port closes at once, and it cannot end before the live connections in it do.
  opened.push(() => Promise.all([closeHttp(server), live.close()]))
  await jobRunner.work(app)
  opened.push(startChores(app, chores).stop)

  return {
    app,
    url: config.publicUrl.origin,
    outboxUrl: outbox.url,
    databaseEnded: embedded?.ended ?? new Promise(() => undefined),
    stop: () => closeAll(opened),
  }
}

async function openClock(db: Db, log: Log, opened: Closer[]): Promise<() => number> {
  const clock = await followDatabaseClock(db, log)
  opened.push(clock.stop)
  return clock.now
}

async function closeAll(opened: Closer[]): Promise<void> {
  for (let close = opened.pop(); close; close = opened.pop()) await close()
}

// The key is made only where nothing was sealed yet.
async function prepare(config: Config, db: Db): Promise<Sealer> {
  await migrate(db)
  const sealer = createSealer(...loadSecretKeys(config, !(await isInstalled(db))))
  await checkInstallation(db, sealer)
  return sealer
}

async function main(): Promise<void> {
  try {
    await run(readConfig(process.env))
  } catch (error) {
    if (!(error instanceof StartRefused)) throw error
    console.error(error.message)
    process.exit(1)
  }
}

async function run(config: Config): Promise<void> {
  const log = createLog(config.logLevel)
  process.on('uncaughtException', (error) => {
    // The job runner stops listening to a connection before it is quite gone. What was lost is opened again.
    if (running && isUnreachable(error)) {
      log.error({ err: error }, 'a connection broke that nobody held any more')
      return
    }
    log.fatal({ err: error }, 'Parley has to end')
    process.exit(1)
  })
  stopOnSignal()
  running = await startParley(config)
  console.log(`\n  Parley is ready: ${running.url}`)
  if (running.outboxUrl) console.log(`  Mails it would send: ${running.outboxUrl}`)
  console.log('')
  await running.databaseEnded
  if (isStopping) return
  log.fatal('the embedded database ended by itself, so Parley has to end; its last words are in pg18.log')
  process.exit(1)
}

let running: Parley | undefined
let isStopping = false

function stopOnSignal(): void {
  const stop = (): void => {
    if (isStopping) return
    isStopping = true
    setTimeout(() => process.exit(1), stopWithinMs).unref()
    void Promise.resolve(running?.stop()).then(() => process.exit(0))
  }
  process.on('SIGTERM', stop)
  process.on('SIGINT', stop)
}

if (import.meta.main) await main()
