import { randomBytes } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'

import { type Config, StartRefused } from './config.ts'

const keyLength = 32

/** The keys of an installation: the newest seals, each of them opens. */
export type SecretKeys = readonly [newest: Buffer, ...older: Buffer[]]

/**
 * The keys that seal secrets: 32 random bytes each, base64, one a line, the newest first. Beside the embedded database it is made
 * at first start; with a database of one's own they must be given, and one that something was sealed with is never made anew.
 * Throws StartRefused with what to do.
 */
export function loadSecretKeys(config: Config, isFirstStart: boolean): SecretKeys {
  const path = secretKeyPath(config)
  const mayMake = !config.databaseUrl && !config.secretKeyFile
  if (!existsSync(path)) {
    if (!isFirstStart) throw new StartRefused(lostKey(path))
    if (!mayMake) throw new StartRefused(missingKey(config, path))
    makeKey(path)
  }
  const lines = readKey(path).split(/\r?\n/)
  const [newest, ...older] = lines.map((line) => Buffer.from(line, 'base64'))
  if (!newest || [newest, ...older].some((key) => key.length < keyLength)) {
    throw new StartRefused(`The key in ${path} is too short: it must be ${keyLength} random bytes in base64.`)
  }
  return [newest, ...older]
}

/** The one key there is. Throws StartRefused as `loadSecretKeys`, and while a rotation is under way. */
export function loadSecretKey(config: Config, isFirstStart: boolean): Buffer {
  const [key, ...older] = loadSecretKeys(config, isFirstStart)
  if (older.length === 0) return key
  throw new StartRefused(
    `There are several keys in ${secretKeyPath(config)}: end the rotation first, with npm run keys -- rotate and npm run keys -- drop.`,
  )
}

/** Puts another key before those there are; from its next start on every Parley seals with it. */
export function addSecretKey(config: Config): void {
  const path = secretKeyPath(config)
  replaceFile(path, `${newKey()}\n${readKey(path)}\n`)
}

/** Keeps the newest key alone. Whoever calls has made sure that nothing is sealed by another. */
export function dropOlderKeys(config: Config): void {
  const path = secretKeyPath(config)
  replaceFile(path, `${readKey(path).split(/\r?\n/)[0] ?? ''}\n`)
}

/** Where the key is kept. */
export function secretKeyPath(config: Config): string {
  return config.secretKeyFile ?? join(config.dataDir, 'key')
}

function readKey(path: string): string {
  try {
    return readFileSync(path, 'utf8').trim()
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error)
    throw new StartRefused(`The key in ${path} cannot be read: ${why}.`)
  }
}

function lostKey(path: string): string {
  return `The key ${path} is not there, and this database was sealed with it. Put it back, or set SECRET_KEY_FILE to where it is; nothing was changed.`
}

function missingKey(config: Config, path: string): string {
  const how = `Make one with: openssl rand -base64 ${keyLength} > ${resolve(path)}`
  return config.secretKeyFile
    ? `SECRET_KEY_FILE=${path} is not there. It opens what this database keeps sealed. ${how}`
    : `SECRET_KEY_FILE is missing: with DATABASE_URL the key must be kept by you, apart from the database. ${how}`
}

function makeKey(path: string): void {
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(path, `${newKey()}\n`, { mode: 0o600, flag: 'wx' })
}

function newKey(): string {
  return randomBytes(keyLength).toString('base64')
}

// Whole or not at all: a key that is half written opens nothing.
function replaceFile(path: string, text: string): void {
  writeFileSync(`${path}.new`, text, { mode: 0o600, flag: 'wx', flush: true })
  renameSync(`${path}.new`, path)
}
