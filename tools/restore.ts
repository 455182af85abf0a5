/**
 * `npm run restore -- <file>`: puts a backup into an empty installation, all of it or nothing. The settings are those of the
 * installation: DATA_DIR, or DATABASE_URL and SECRET_KEY_FILE.
 */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, resolve } from 'node:path'

import { restoreBackup } from '#platform/restore.ts'
import { type BackupHeader, readBackupHeader } from '#platform/backup-file.ts'
import { type Config, readConfig, StartRefused } from '#platform/config.ts'
import { openDatabase } from '#platform/database.ts'
import { startEmbeddedPostgres } from '#platform/embedded-postgres.ts'
import { createJobs } from '#platform/jobs.ts'
import { createLog } from '#platform/log.ts'
import { createSealer } from '#platform/sealing.ts'
import { loadSecretKey, secretKeyPath } from '#platform/secret-key.ts'

import { jobs } from '../src/main.ts'

try {
  await run(process.argv[2])
} catch (error) {
  if (!(error instanceof StartRefused)) throw error
  console.error(error.message)
  process.exitCode = 1
}

async function run(file: string | undefined): Promise<void> {
  if (!file) throw new StartRefused('Say from where: npm run restore -- parley.backup')
  const config = readConfig(process.env)
  const path = resolve(process.env.INIT_CWD ?? '.', file)
  const header = await readBackupHeader(path)
  const key = findKey(config, header)
  const embedded = config.databaseUrl ? undefined : await startEmbeddedPostgres(config.dataDir)
  const connection = { connectionString: config.databaseUrl ?? embedded?.connectionString ?? '' }
  const log = createLog('error')
  const database = openDatabase(connection, log)
  const jobRunner = await createJobs(connection, jobs, log)
  try {
    const restored = await restoreBackup({ database, jobs: jobRunner, sealer: createSealer(key) }, path)
    keepKey(config, key)
    console.log(
      `${restored.tables.messages ?? 0} messages of ${restored.tables.people ?? 0} people are back, as of ${header.madeAt}.`,
    )
  } finally {
    await jobRunner.stop()
    await database.close()
    await embedded?.stop()
  }
}

// The key that is here counts; one in the backup must be the same.
function findKey(config: Config, header: BackupHeader): Buffer {
  const path = secretKeyPath(config)
  if (existsSync(path)) {
    const here = loadSecretKey(config, false)
    if (header.key && readFileSync(path, 'utf8').trim() !== header.key) {
      throw new StartRefused(
        `The backup brings its own key, and ${path} is another one. Move that away first.`,
      )
    }
    return here
  }
  if (header.key) return Buffer.from(header.key, 'base64')
  throw new StartRefused(`The backup does not hold its key. Put the key it was made with at ${path} first.`)
}

function keepKey(config: Config, key: Buffer): void {
  const path = secretKeyPath(config)
  if (existsSync(path)) return
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(path, `${key.toString('base64')}\n`, { mode: 0o600, flag: 'wx' })
}
