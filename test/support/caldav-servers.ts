import { spawn } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { freePort } from './free-port.ts'
import { runs } from './system-parts.ts'

/** A real CalDAV server with one account. */
export type CalDavServer = {
  name: 'Radicale' | 'xandikos'
  /** Where discovery begins. */
  address: string
  userName: string
  password: string
  /** Makes an empty calendar; answers its address, with a slash at its end. */
  makeCalendar: () => Promise<string>
  setPassword: (password: string) => void
  stop: () => Promise<void>
}

const userName = 'ana@example.com'
const password = 'app-pass-word'
const patienceMs = 20_000

export const hasRadicale = () => runs('radicale', '--version')
export const hasXandikos = () => runs('xandikos', '--version')

/** Radicale 3 (Debian's package), its users in a file, everything else as it comes. */
export async function startRadicale(): Promise<CalDavServer> {
  const folder = mkdtempSync(join(tmpdir(), 'parley-radicale-'))
  const setPassword = (word: string) => writeFileSync(join(folder, 'users'), `${userName}:${word}\n`)
  setPassword(password)
  const port = await freePort()
  const parts = ['--config', '', '--server-hosts', `127.0.0.1:${port}`, '--server-max-connections', '50']
  parts.push('--auth-type', 'htpasswd', '--auth-htpasswd-filename', join(folder, 'users'))
  parts.push('--auth-htpasswd-encryption', 'plain', '--auth-delay', '0', '--rights-type', 'owner_only')
  parts.push('--storage-filesystem-folder', join(folder, 'store'), '--web-type', 'none')
  parts.push('--logging-level', 'warning')
  const address = `http://127.0.0.1:${port}/`
  const makeCalendar = () => makeCalendarIn(`${address}ana%40example.com/`)
  const stop = await start('radicale', parts, folder, address)
  return { name: 'Radicale', address, userName, password, makeCalendar, setPassword, stop }
}

/** xandikos, which lets everybody in: on loopback only. */
export async function startXandikos(): Promise<CalDavServer> {
  const folder = mkdtempSync(join(tmpdir(), 'parley-xandikos-'))
  const port = await freePort()
  const address = `http://127.0.0.1:${port}/`
  const parts = ['-d', join(folder, 'data'), '--defaults', '--current-user-principal', '/ana/']
  parts.push('-l', '127.0.0.1', '-p', String(port))
  const stop = await start('xandikos', parts, folder, address)
  const makeCalendar = () => makeCalendarIn(`${address}ana/calendars/`)
  const setPassword = () => undefined
  return { name: 'xandikos', address, userName, password, makeCalendar, setPassword, stop }
}

async function start(
  command: string,
  parts: string[],
  folder: string,
  address: string,
): Promise<() => Promise<void>> {
  const program = spawn(command, parts, { stdio: 'ignore' })
  const ended = new Promise<void>((resolve) => program.once('exit', () => resolve()))
  const stop = async () => {
    program.kill()
    await ended
    rmSync(folder, { recursive: true, force: true })
  }
  for (const until = performance.now() + patienceMs; performance.now() < until;) {
    const answered = await fetch(address, { redirect: 'manual' }).then(
      async (response) => (await response.arrayBuffer()) !== undefined,
      () => false,
    )
    if (answered) return stop
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
  await stop()
  throw new Error(`${command} did not answer`)
}

async function makeCalendarIn(home: string): Promise<string> {
  const address = `${home}calendar-${randomUUID()}/`
  const headers = { authorization: `Basic ${btoa(`${userName}:${password}`)}` }
  const response = await fetch(address, { method: 'MKCALENDAR', headers })
  if (!response.ok) throw new Error(`The calendar was not made: ${response.status}`)
  return address
}
