import { spawn, spawnSync } from 'node:child_process'

import pg from 'pg'

import { isThere } from '../machine.ts'

/** Transactions per second of the TPC-B-like script, for so many seconds over so many connections. */
export type Tpcb = { name: string; perSecond(connections: number, seconds: number): Promise<number> }

type Place = { connectionString: string; socketFolder: string; scale: number }

const accountsPerBranch = 100_000
const tellersPerBranch = 10

/** pgbench where it is installed, else its script through `pg`. Makes its tables in the given database. */
export async function prepareTpcb(place: Place): Promise<Tpcb> {
  return isThere('pgbench') ? preparePgbench(place) : prepareOwn(place)
}

function preparePgbench(place: Place): Tpcb {
  const { socketFolder, connectionString, scale } = place
  const parts = ['-h', socketFolder, '-U', 'app', '-n']
  const database = new URL(connectionString).pathname.slice(1)
  const made = spawnSync('pgbench', [...parts, '-i', '-q', '-s', String(scale), database], {
    encoding: 'utf8',
  })
  if (made.status !== 0) throw new Error(`pgbench could not begin: ${made.stderr}`)
  return {
    name: `pgbench, scale ${scale}`,
    perSecond(connections, seconds) {
      const how = ['-M', 'prepared', '-c', String(connections), '-j', '2', '-T', String(seconds), database]
      return tpsOf('pgbench', [...parts, ...how])
    },
  }
}

function tpsOf(command: string, parts: string[]): Promise<number> {
  const child = spawn(command, parts, { stdio: ['ignore', 'pipe', 'ignore'] })
  let text = ''
  child.stdout.on('data', (chunk: Buffer) => (text += chunk.toString()))
  return new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('close', () => {
      const tps = /tps = ([\d.]+)/.exec(text)?.[1]
      if (tps === undefined) reject(new Error(`pgbench said no figure: ${text}`))
      else resolve(Number(tps))
    })
  })
}

async function prepareOwn({ connectionString, scale }: Place): Promise<Tpcb> {
  const client = new pg.Client({ connectionString })
  await client.connect()
  await client.query(`
    create table branches (bid int primary key, bbalance int not null, filler char(88));
    create table tellers (tid int primary key, bid int, tbalance int not null, filler char(84));
    create table accounts (aid int primary key, bid int, abalance int not null, filler char(84));
    create table history (tid int, bid int, aid int, delta int, mtime timestamptz, filler char(22));
    insert into branches select i, 0, '' from generate_series(1, ${scale}) i;
    insert into tellers select i, 1 + (i - 1) / ${tellersPerBranch}, 0, '' from generate_series(1, ${scale * tellersPerBranch}) i;
    insert into accounts select i, 1 + (i - 1) / ${accountsPerBranch}, 0, '' from generate_series(1, ${scale * accountsPerBranch}) i;
    analyze`)
  await client.end()
  return {
    name: `the TPC-B script through pg, scale ${scale}`,
    perSecond: (connections, seconds) => runOwn(connectionString, scale, connections, seconds),
  }
}

async function runOwn(
  connectionString: string,
  scale: number,
  connections: number,
  seconds: number,
): Promise<number> {
  const clients = await Promise.all(Array.from({ length: connections }, () => connected(connectionString)))
  const started = performance.now()
  const over = () => performance.now() - started >= seconds * 1000
  let done = 0
  await Promise.all(
    clients.map(async (client) => {
      for (; !over(); done += 1) await transfer(client, scale)
    }),
  )
  const took = (performance.now() - started) / 1000
  await Promise.all(clients.map((client) => client.end()))
  return done / took
}

async function connected(connectionString: string): Promise<pg.Client> {
  const client = new pg.Client({ connectionString })
  await client.connect()
  return client
}

async function transfer(client: pg.Client, scale: number): Promise<void> {
  const account = oneOf(scale * accountsPerBranch)
  const teller = oneOf(scale * tellersPerBranch)
  const branch = oneOf(scale)
  const delta = oneOf(10_000) - 5000
  await client.query('begin')
  await run(client, 'a', 'update accounts set abalance = abalance + $1 where aid = $2', [delta, account])
  await run(client, 'b', 'select abalance from accounts where aid = $1', [account])
  await run(client, 'c', 'update tellers set tbalance = tbalance + $1 where tid = $2', [delta, teller])
  await run(client, 'd', 'update branches set bbalance = bbalance + $1 where bid = $2', [delta, branch])
  await run(client, 'e', 'insert into history (tid, bid, aid, delta, mtime) values ($1, $2, $3, $4, $5)', [
    teller,
    branch,
    account,
    delta,
    new Date(),
  ])
  await client.query('end')
}

function run(client: pg.Client, name: string, text: string, values: unknown[]): Promise<unknown> {
  return client.query({ name, text, values })
}

function oneOf(count: number): number {
  return 1 + Math.floor(Math.random() * count)
}
