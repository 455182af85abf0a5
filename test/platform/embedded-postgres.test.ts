import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'

import pg from 'pg'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'

import { StartRefused } from '#platform/config.ts'
import { startEmbeddedPostgres } from '#platform/embedded-postgres.ts'

let folder: string

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'parley-test-'))
  await chmod(folder, 0o755)
})

afterEach(() => rm(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 200 }))

describe('the embedded database', () => {
  test('keeps what was written from one start to the next', async () => {
    const first = await startEmbeddedPostgres(join(folder, 'data'))
    await query(first.connectionString, 'create table notes as select 42 as answer')
    await first.stop()

    const second = await startEmbeddedPostgres(join(folder, 'data'))
    expect(await query(second.connectionString, 'select answer from notes')).toEqual([{ answer: 42 }])
    await second.stop()
  })

  test('speaks UTF-8, UTC and listens on no network address', async () => {
    const server = await startEmbeddedPostgres(join(folder, 'data'))
    const rows = await query(
      server.connectionString,
      `select current_setting('server_encoding') as encoding, current_setting('timezone') as zone,
        current_setting('listen_addresses') as addresses, upper('ž') as upper`,
    )
    await server.stop()
    expect(rows).toEqual([{ encoding: 'UTF8', zone: 'UTC', addresses: '', upper: 'Ž' }])
  })

  test('refuses a second start on the same folder and names the process that has it', async () => {
    const server = await startEmbeddedPostgres(join(folder, 'data'))
    const refused = await startEmbeddedPostgres(join(folder, 'data')).catch((error) => error)
    await server.stop()
    expect(refused).toBeInstanceOf(StartRefused)
    expect(refused.message).toContain(`already running on ${join(folder, 'data')} (process ${process.pid})`)
  })

  test('refuses while another process has the folder', async () => {
    const other = await startInProcess(join(folder, 'data'))
    const refused = await startEmbeddedPostgres(join(folder, 'data')).catch((error) => error)
    other.kill('SIGKILL')
    expect(refused).toBeInstanceOf(StartRefused)
    expect(refused.message).toContain(`(process ${other.pid})`)
  })

  test('ends with a killed process and starts again with everything that was committed', async () => {
    const other = await startInProcess(join(folder, 'data'), 'create table kept as select 1 as one')
    const postmaster = Number(
      (await readFile(join(folder, 'data/pg18/postmaster.pid'), 'utf8')).split('\n')[0],
    )
    other.kill('SIGKILL')
    await once(other, 'exit')

    const server = await startEmbeddedPostgres(join(folder, 'data'))
    expect(existsSync(`/proc/${postmaster}`)).toBe(false)
    expect(await query(server.connectionString, 'select one from kept')).toEqual([{ one: 1 }])
    await server.stop()
  })

  test('ends also when it is told to while it recovers from a crash', async () => {
    const server = await startEmbeddedPostgres(join(folder, 'data'))
    const client = new pg.Client(server.connection)
    client.on('error', () => undefined)
    await client.connect()
    const { rows } = await client.query('select pg_backend_pid() as pid')
    process.kill(rows[0].pid, 'SIGKILL')
    while (!(await readFile(join(folder, 'data/pg18.log'), 'utf8')).includes('was interrupted'))
      await sleep(5)

    const toldAt = performance.now()
    await server.stop()
    expect(performance.now() - toldAt).toBeLessThan(10_000)
    await (await startEmbeddedPostgres(join(folder, 'data'))).stop()
  })

  test('is not held up by what a dead process and an interrupted first start left behind', async () => {
    await mkdir(join(folder, 'data/pg18.init/base'), { recursive: true })
    await writeFile(
      join(folder, 'data/parley.lock'),
      JSON.stringify({ pid: process.pid, startedAt: 'another boot' }),
    )
    const server = await startEmbeddedPostgres(join(folder, 'data'))
    expect(await query(server.connectionString, 'select 1 as one')).toEqual([{ one: 1 }])
    await server.stop()
    expect(existsSync(join(folder, 'data/pg18.init'))).toBe(false)
    expect(existsSync(join(folder, 'data/parley.lock'))).toBe(false)
  })

  test('works below a path longer than a socket address', async () => {
    const long = join(folder, 'a'.repeat(100), 'b'.repeat(100))
    const server = await startEmbeddedPostgres(long)
    expect(await query(server.connectionString, 'select 1 as one')).toEqual([{ one: 1 }])
    await server.stop()
  })

  test.runIf(process.getuid?.() === 0)(
    'keeps the database elsewhere, and says so, when root hides the folder from others',
    async () => {
      await chmod(folder, 0o700)
      const heard: string[] = []
      const server = await startEmbeddedPostgres(join(folder, 'data'), {
        say: (sentence) => heard.push(sentence),
      })
      const [settings] = await query(
        server.connectionString,
        `select current_setting('data_directory') as folder`,
      )
      await server.stop()
      await rm(join(String(settings?.['folder']), '..'), { recursive: true })
      expect(settings?.['folder']).toMatch(/^\/var\/lib\/parley\/data-/)
      expect(heard).toEqual([expect.stringContaining('/var/lib/parley/data-')])
    },
  )
})

async function query(connectionString: string, text: string): Promise<Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString })
  await client.connect()
  try {
    return (await client.query(text)).rows
  } finally {
    await client.end()
  }
}

/** Another Node process that starts the server on `dataDir`, runs `sql`, and stays. */
async function startInProcess(dataDir: string, sql = 'select 1'): Promise<ChildProcess> {
  const program = `
    import pg from 'pg'
    import { startEmbeddedPostgres } from '#platform/embedded-postgres.ts'
    const server = await startEmbeddedPostgres(${JSON.stringify(dataDir)})
    const client = new pg.Client(server.connection)
    await client.connect()
    await client.query(${JSON.stringify(sql)})
    process.stdout.write('ready')`
  const child = spawn(process.execPath, ['--input-type=module-typescript', '-e', program], {
    cwd: join(import.meta.dirname, '../..'),
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  for await (const chunk of child.stdout) {
    if (String(chunk).includes('ready')) break
  }
  return child
}
