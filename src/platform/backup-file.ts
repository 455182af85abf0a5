import { createReadStream } from 'node:fs'
import { pipeline } from 'node:stream'
import { createGunzip } from 'node:zlib'

import { z } from 'zod'

import { StartRefused } from './config.ts'

/** What a backup says about itself, in its first line. */
const header = z.object({
  parley: z.literal('backup'),
  version: z.literal(1),
  madeAt: z.string(),
  migrations: z.array(z.string()).min(1),
  /** What the key must open. */
  keyCanary: z.string(),
  /** The key itself, base64, only where it was asked for. */
  key: z.string().optional(),
})
export type BackupHeader = z.infer<typeof header>

/** How many rows of each table, and how many pending jobs. */
export type BackupCounts = { tables: Record<string, number>; jobs: number }

const line = z.union([
  z.object({ t: z.string(), r: z.record(z.string(), z.unknown()) }),
  z.object({ job: z.string(), data: z.record(z.string(), z.unknown()) }),
  z.object({ end: z.object({ tables: z.record(z.string(), z.number()), jobs: z.number() }) }),
])

/** How many rows are read, or inserted, by one statement. */
export const rowsAtOnce = 1_000
const charactersAtOnce = 4_000_000

/** The first line of a backup. Throws StartRefused when the file is none. */
export async function readBackupHeader(path: string): Promise<BackupHeader> {
  for await (const text of readLines(path)) return parseHeader(text, path)
  throw notABackup(path)
}

type Batch = { table: string; rows: string[] } | Exclude<z.infer<typeof line>, { t: string }>

/** Everything but the header: rows of one table at a time, as many as one statement takes well. */
export async function* readBatches(path: string): AsyncGenerator<Batch> {
  let batch = { table: '', rows: [] as string[] }
  let characters = 0
  let isHeader = true
  for await (const text of readLines(path)) {
    if (isHeader) {
      isHeader = false
      continue
    }
    const read = parseLine(text, path)
    const table = 't' in read ? read.t : ''
    const isFull = batch.rows.length === rowsAtOnce || characters > charactersAtOnce
    if (table !== batch.table || isFull) {
      if (batch.rows.length > 0) yield batch
      batch = { table, rows: [] }
      characters = 0
    }
    if ('t' in read) {
      // The row as it was written: our own numbers would round it.
      batch.rows.push(text.slice(text.indexOf(',"r":') + 5, -1))
      characters += text.length
    } else yield read
  }
  if (batch.rows.length > 0) yield batch
}

// Lines end with a line feed alone: what people write may hold other separators.
async function* readLines(path: string): AsyncGenerator<string> {
  const unzipped = pipeline(createReadStream(path), createGunzip(), () => undefined).setEncoding('utf8')
  let rest = ''
  try {
    for await (const chunk of unzipped) {
      const parts = (rest + String(chunk)).split('\n')
      rest = parts.pop() ?? ''
      yield* parts
    }
  } catch (error) {
    throw unreadable(error, path)
  }
  if (rest !== '') yield rest
}

function parseHeader(text: string, path: string): BackupHeader {
  const parsed = header.safeParse(parseJson(text))
  if (!parsed.success) throw notABackup(path)
  return parsed.data
}

function parseLine(text: string, path: string): z.infer<typeof line> {
  const parsed = line.safeParse(parseJson(text))
  if (!parsed.success) throw damaged(path)
  return parsed.data
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    // Not JSON is one more way of not being what was expected; the schema says so.
    return undefined
  }
}

function notABackup(path: string): StartRefused {
  return new StartRefused(`${path} is not a backup of Parley.`)
}

/** The refusal of a file that does not say what it said it would. */
export function damaged(path: string): StartRefused {
  return new StartRefused(`${path} is damaged or cut off. Nothing was restored.`)
}

function unreadable(error: unknown, path: string): unknown {
  if (!(error instanceof Error) || !('code' in error)) return error
  if (error.code === 'ENOENT') return new StartRefused(`${path} is not there.`)
  if (error.code === 'Z_DATA_ERROR') return notABackup(path)
  return error.code === 'Z_BUF_ERROR' ? damaged(path) : error
}
