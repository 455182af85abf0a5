import { spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { networkInterfaces, tmpdir } from 'node:os'
import { join } from 'node:path'

import { freePort } from './free-port.ts'
import { runs } from './system-parts.ts'
import { isThereTurn } from './turn-client.ts'

/** A coturn (Debian's package) under the configuration that docs/turn hands out. */
export type Coturn = {
  host: string
  port: number
  secret: string
  /** What it has written so far. */
  log(): string
  kill(): Promise<void>
  /** Starts again, on the same port, what was killed. */
  start(): Promise<void>
  stop(): Promise<void>
}

export const hasCoturn = () => runs('turnserver', '--version')

const handedOut = join(import.meta.dirname, '../../docs/turn/turnserver.conf')
const secret = 'a-secret-of-the-tests-alone'
const patienceMs = 20_000

// What everybody has to fill in, and so do we.
const filledIn =
  /^(?:listening-ip|relay-ip|static-auth-secret|realm|listening-port|tls-listening-port|cert|pkey|min-port|max-port)=/

/**
 * Starts coturn on this machine's own address; `more` are lines beside those handed out. Two who are both relayed meet at that
 * address: it `relaysToItself` also where the machine stands in a private network.
 */
export async function startCoturn({
  more = [],
  relaysToItself = false,
}: { more?: readonly string[]; relaysToItself?: boolean } = {}): Promise<Coturn> {
  const folder = mkdtempSync(join(tmpdir(), 'parley-coturn-'))
  const [host, port] = [ownAddress(), await freePort()]
  const config = join(folder, 'turnserver.conf')
  const itself = relaysToItself ? [`allowed-peer-ip=${host}`] : []
  writeFileSync(config, configOf(host, port, folder, [...more, ...itself]))
  let running: Running | undefined
  const start = async () => {
    running = run(config)
    await untilItAnswers(host, port, running)
  }
  const kill = async () => {
    running?.program.kill('SIGKILL')
    await running?.ended
  }
  const stop = async () => {
    await kill()
    rmSync(folder, { recursive: true, force: true })
  }
  await start()
  return { host, port, secret, log: () => running?.said() ?? '', kill, start, stop }
}

type Running = { program: ReturnType<typeof spawn>; ended: Promise<void>; said(): string }

function run(config: string): Running {
  const program = spawn('turnserver', ['-c', config], { stdio: ['ignore', 'pipe', 'pipe'] })
  let text = ''
  const hear = (part: Buffer) => (text += part.toString())
  program.stdout.on('data', hear)
  program.stderr.on('data', hear)
  const ended = new Promise<void>((resolve) => program.once('exit', () => resolve()))
  return { program, ended, said: () => text }
}

function configOf(host: string, port: number, folder: string, more: readonly string[]): string {
  const kept = readFileSync(handedOut, 'utf8')
    .split('\n')
    .filter((line) => !filledIn.test(line))
  const ours = [
    `listening-ip=${host}`,
    `relay-ip=${host}`,
    `static-auth-secret=${secret}`,
    'realm=parley.test',
    `listening-port=${port}`,
    'no-tls',
    'no-dtls',
    // What a machine of its own needs none of.
    `pidfile=${join(folder, 'pid')}`,
    `userdb=${join(folder, 'turndb')}`,
    'log-file=stdout',
  ]
  return [...kept, ...ours, ...more, ''].join('\n')
}

// An address in no network that the file refuses would be best; what a test machine has may be private.
function ownAddress(): string {
  const all = Object.values(networkInterfaces()).flatMap((some) => some ?? [])
  return all.find(({ family, internal }) => family === 'IPv4' && !internal)?.address ?? '127.0.0.1'
}

async function untilItAnswers(host: string, port: number, running: Running): Promise<void> {
  for (const until = performance.now() + patienceMs; performance.now() < until;) {
    if (await isThereTurn({ host, port })) return
    if (running.program.exitCode !== null) break
  }
  running.program.kill('SIGKILL')
  throw new Error(`coturn did not answer: ${running.said()}`)
}
