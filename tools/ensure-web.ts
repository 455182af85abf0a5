import { existsSync, globSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'

import { build } from 'vite'

const root = join(import.meta.dirname, '..')
const built = join(root, 'dist/web/index.html')
const signOfLifeMs = 1_500
const sources = ['src/**/*.*', 'public/*', 'index.html', 'vite.config.ts', 'package-lock.json']

/** Builds the browser part into dist/web, if it is not there or older than what it is made from. */
export async function ensureWeb(): Promise<void> {
  // A release brings dist/web and no sources of it.
  if (existsSync(built) && changedAt(built) >= newestSource()) return
  process.stdout.write('Building the pages, which takes up to a minute ')
  const startedAt = performance.now()
  // Tests have a NODE_ENV of their own, and vite would bring React's parts for developing, which are several times slower.
  const before = process.env.NODE_ENV
  process.env.NODE_ENV = 'production'
  const signOfLife = setInterval(() => process.stdout.write('.'), signOfLifeMs)
  try {
    await build({ root, logLevel: 'error' })
    console.log(` done in ${Math.round((performance.now() - startedAt) / 1000)} s.`)
  } catch (error) {
    console.log(' failed.')
    // Half a build would count as one the next time.
    rmSync(built, { force: true })
    console.error('The pages could not be built. After an update, `npm ci` first brings what is new.')
    throw error
  } finally {
    clearInterval(signOfLife)
    if (before === undefined) delete process.env.NODE_ENV
    else process.env.NODE_ENV = before
  }
}

function newestSource(): number {
  return Math.max(0, ...globSync(sources, { cwd: root }).map((path) => changedAt(join(root, path))))
}

function changedAt(path: string): number {
  return statSync(path).mtimeMs
}

if (import.meta.main) await ensureWeb()
