/**
 * `npm run backup -- <file> [--with-key]`: writes everything into one file, while Parley runs or not. The settings are those
 * of the installation: DATA_DIR, or DATABASE_URL and SECRET_KEY_FILE.
 */
import { resolve } from 'node:path'
import { parseArgs } from 'node:util'

import { writeBackup } from '#platform/backup.ts'
import { type Config, readConfig, StartRefused } from '#platform/config.ts'
import { loadSecretKey, secretKeyPath } from '#platform/secret-key.ts'

import { reachDatabase } from './reach-database.ts'

const { values, positionals } = parseArgs({
  options: { 'with-key': { type: 'boolean', default: false } },
  allowPositionals: true,
})

try {
  await run(positionals[0], values['with-key'])
} catch (error) {
  if (!(error instanceof StartRefused)) throw error
  console.error(error.message)
  process.exitCode = 1
}

async function run(file: string | undefined, withKey: boolean): Promise<void> {
  if (!file) throw new StartRefused('Say where to: npm run backup -- parley.backup')
  const config = readConfig(process.env)
  const path = resolve(process.env.INIT_CWD ?? '.', file)
  const key = withKey ? loadSecretKey(config, false) : undefined
  const database = await reachDatabase(config)
  try {
    const counts = await writeBackup(database, path, { key, at: Date.now() })
    console.log(
      `${path} holds ${counts.tables.messages ?? 0} messages of ${counts.tables.people ?? 0} people.`,
    )
    console.log(keySentence(config, withKey))
  } finally {
    await database.stop?.()
  }
}

function keySentence(config: Config, withKey: boolean): string {
  return withKey
    ? 'The secret key is in it: whoever has the file can open all that is sealed. Keep it as you keep a key.'
    : `The secret key is not in it. Keep a copy of ${secretKeyPath(config)} elsewhere: without it nobody can restore this.`
}
