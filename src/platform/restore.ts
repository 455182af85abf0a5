import { randomUUID } from 'node:crypto'

import pg from 'pg'

import { type BackupCounts, damaged, readBackupHeader, readBatches } from './backup-file.ts'
import { listTables } from './backup.ts'
import { StartRefused } from './config.ts'
import { type Database, runRaw, type TxDb } from './database.ts'
import { isOpenedBy } from './installation.ts'
import type { Jobs } from './jobs.ts'
import { listMigrationsRun, migrate, migrateUpTo } from './migrations.ts'
import type { Sealer } from './sealing.ts'

// Rows of these are there before anybody has used an installation, or mean nothing in another one.
const ofEveryInstallation = ['installation', 'rate_limits']

/**
 * Puts a backup into an empty installation: all of it or nothing. The installation gets a new epoch, so that open
 * browsers read everything anew. Throws StartRefused with a sentence when something is there already, the key is
 * another one, or the file is damaged.
 */
export async function restoreBackup(
  { database, jobs, sealer }: { database: Database; jobs: Pick<Jobs, 'resume'>; sealer: Sealer },
  path: string,
): Promise<BackupCounts> {
  const { migrations, keyCanary } = await readBackupHeader(path)
  if (!isOpenedBy(sealer, keyCanary)) {
    throw new StartRefused('The secret key is not the one this backup was made with. Nothing was changed.')
  }
  await prepareSchema(database, migrations)
  const counts = await database.db.transaction().execute(async (db) => {
    await refuseUsed(db)
    const restored = await insertAll(db, jobs, path)
    await db.updateTable('installation').set({ epoch: randomUUID() }).execute()
    return restored
  })
  await migrate(database.db)
  return counts
}

// An older backup is put into the tables of its own version, which are then brought to ours.
async function prepareSchema(database: Database, migrations: readonly string[]): Promise<void> {
  const wanted = migrations.at(-1) ?? ''
  const before = await listMigrationsRun(database.db)
  if (before.length === 0) await migrateUpTo(database.db, wanted)
  const ran = before.length === 0 ? await listMigrationsRun(database.db) : before
  if (ran.join() === migrations.join()) return
  throw new StartRefused(
    'The backup was made by another version of Parley than the database is of. Restore it into a new, empty database.',
  )
}

async function refuseUsed(db: TxDb): Promise<void> {
  const read = async (text: string) => (await runRaw(db, text)).rows as Record<string, unknown>[]
  const [others] = await read(
    `select count(*) as running from pg_stat_activity
     where datname = current_database() and application_name in ('parley-listen') and pid <> pg_backend_pid()`,
  )
  if (Number(others?.running) > 0) {
    throw new StartRefused('A Parley is running on this database. Stop it first; nothing was changed.')
  }
  for (const table of await listTables(read)) {
    const name = pg.escapeIdentifier(table)
    if (ofEveryInstallation.includes(table)) {
      await runRaw(db, `delete from ${name}`)
      continue
    }
    const [some] = await read(`select exists (select from ${name}) as used`)
    if (some?.used) {
      throw new StartRefused(
        `This installation is not empty: there are rows in ${table}. Restore into an empty one; nothing was changed.`,
      )
    }
  }
}

async function insertAll(db: TxDb, jobs: Pick<Jobs, 'resume'>, path: string): Promise<BackupCounts> {
  const tables = new Set(await listTables(async (text) => (await runRaw(db, text)).rows as never))
  const counts: BackupCounts = { tables: {}, jobs: 0 }
  let end: BackupCounts | undefined
  for await (const batch of readBatches(path)) {
    if ('end' in batch) end = batch.end
    else if ('job' in batch) {
      await jobs.resume(db, batch.job, batch.data)
      counts.jobs += 1
    } else {
      if (!tables.has(batch.table)) throw damaged(path)
      await insertRows(db, batch.table, batch.rows)
      counts.tables[batch.table] = (counts.tables[batch.table] ?? 0) + batch.rows.length
    }
  }
  if (!end || !isSame(end, counts)) throw damaged(path)
  return end
}

async function insertRows(db: TxDb, table: string, rows: readonly string[]): Promise<void> {
  const name = pg.escapeIdentifier(table)
  await runRaw(db, `insert into ${name} select * from json_populate_recordset(null::${name}, $1::json)`, [
    `[${rows.join(',')}]`,
  ])
}

function isSame(end: BackupCounts, counts: BackupCounts): boolean {
  const tables = Object.entries(end.tables)
  return end.jobs === counts.jobs && tables.every(([table, count]) => (counts.tables[table] ?? 0) === count)
}
