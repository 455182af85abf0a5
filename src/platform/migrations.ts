import { readdir, readFile } from 'node:fs/promises'
import { basename, join } from 'node:path'

import { CompiledQuery } from 'kysely'
import { type Migration, type MigrationProvider, Migrator } from 'kysely/migration'

import { StartRefused } from './config.ts'
import type { Db } from './database.ts'

const folder = join(import.meta.dirname, '../../db/migrations')
const fileName = /^\d{4}-[a-z0-9-]+\.sql$/

/**
 * Brings the database to this version: runs what is new in db/migrations, in order, all of it in one transaction and
 * under a lock, so that two processes may start at once. Throws StartRefused on a database that a newer version made.
 */
export async function migrate(db: Db): Promise<void> {
  const migrator = new Migrator({ db, provider: sqlFiles })
  const { error } = await migrator.migrateToLatest()
  if (!error) return
  if (error instanceof Error && error.message.includes('previously executed migration')) throw tooNew()
  throw error
}

/** Whether every migration of this version has run on the database. */
export async function isMigrated(db: Db): Promise<boolean> {
  const migrations = await new Migrator({ db, provider: sqlFiles }).getMigrations()
  return migrations.every(({ executedAt }) => executedAt !== undefined)
}

/** The names of this version's migrations that have run, in order. */
export async function listMigrationsRun(db: Db): Promise<string[]> {
  const migrations = await new Migrator({ db, provider: sqlFiles }).getMigrations()
  return migrations.filter(({ executedAt }) => executedAt !== undefined).map(({ name }) => name)
}

/** Brings an empty database to where `name` had just run. Throws StartRefused when this version has no such migration. */
export async function migrateUpTo(db: Db, name: string): Promise<void> {
  const migrator = new Migrator({ db, provider: sqlFiles })
  const known = await migrator.getMigrations()
  if (!known.some((migration) => migration.name === name)) throw tooNew()
  const { error } = await migrator.migrateTo(name)
  if (error) throw error
}

const sqlFiles: MigrationProvider = {
  async getMigrations() {
    const files = (await readdir(folder)).filter((name) => name.endsWith('.sql')).sort()
    return Object.fromEntries(await Promise.all(files.map(readMigration)))
  },
}

async function readMigration(file: string): Promise<[string, Migration]> {
  if (!fileName.test(file)) throw new Error(`db/migrations/${file} is not named NNNN-name.sql`)
  const text = await readFile(join(folder, file), 'utf8')
  return [
    basename(file, '.sql'),
    {
      up: async (db) => {
        await db.executeQuery(CompiledQuery.raw(text))
      },
    },
  ]
}

function tooNew(): StartRefused {
  return new StartRefused(
    'The database was made by a newer Parley. Start that version, or restore an older backup.',
  )
}
