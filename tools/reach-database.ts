import { existsSync } from 'node:fs'

import { type Config, StartRefused } from '#platform/config.ts'
import { findRunningPostgres, startEmbeddedPostgres } from '#platform/embedded-postgres.ts'

/** The database of the installation, whether Parley runs or not. Throws StartRefused when there is none. */
export async function reachDatabase(
  config: Config,
): Promise<{ connectionString: string; stop?: () => Promise<void> }> {
  if (config.databaseUrl) return { connectionString: config.databaseUrl }
  const running = await findRunningPostgres(config.dataDir)
  if (running) return running
  if (!existsSync(config.dataDir))
    throw new StartRefused(`There is no database in DATA_DIR=${config.dataDir}.`)
  return startEmbeddedPostgres(config.dataDir)
}
