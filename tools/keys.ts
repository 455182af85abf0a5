/**
 * `npm run keys -- add`, restart every Parley, `npm run keys -- rotate`, `npm run keys -- drop`: another key for what is kept
 * sealed, while Parley runs. The settings are those of the installation: DATA_DIR, or DATABASE_URL and SECRET_KEY_FILE.
 */
import { type Config, readConfig, StartRefused } from '#platform/config.ts'
import { type Db, openDatabase } from '#platform/database.ts'
import { createLog } from '#platform/log.ts'
import { createSealer } from '#platform/sealing.ts'
import { addSecretKey, dropOlderKeys, loadSecretKeys, secretKeyPath } from '#platform/secret-key.ts'

import { reachDatabase } from './reach-database.ts'
import { countOlder, reseal } from './reseal.ts'

try {
  console.log(await run(process.argv[2], readConfig(process.env)))
} catch (error) {
  if (!(error instanceof StartRefused)) throw error
  console.error(error.message)
  process.exitCode = 1
}

async function run(what: string | undefined, config: Config): Promise<string> {
  const keys = loadSecretKeys(config, false)
  const path = secretKeyPath(config)
  if (what === 'add') {
    addSecretKey(config)
    return `${path} has a new key before the others. Keep a copy of it, restart every Parley, then: npm run keys -- rotate`
  }
  if (what === 'rotate') {
    const count = await withDatabase(config, (db) => reseal(db, createSealer(...keys)))
    return `${count} values were sealed anew. Once more, until it says 0; then: npm run keys -- drop`
  }
  if (what === 'drop') {
    const left = await withDatabase(config, (db) => countOlder(db, createSealer(...keys)))
    if (left > 0)
      throw new StartRefused(`${left} values are still sealed by an older key: npm run keys -- rotate`)
    dropOlderKeys(config)
    return `${path} holds the newest key alone.`
  }
  throw new StartRefused('Say what: npm run keys -- add, rotate, or drop')
}

async function withDatabase<T>(config: Config, work: (db: Db) => Promise<T>): Promise<T> {
  const reached = await reachDatabase(config)
  const database = openDatabase(reached, createLog('error'), 2)
  try {
    return await work(database.db)
  } finally {
    await database.close()
    await reached.stop?.()
  }
}
