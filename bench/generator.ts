/** The load generator: a process of its own that does what `load.ts` tells it and answers with what it saw. */
import type { Answered, Order } from './load.ts'
import { openConnection, type RawConnection } from './http-client.ts'
import { openLive, type RawLive } from './live-client.ts'
import { percentile } from './measure.ts'

const openedAtOnce = 16

const say = (answer: Answered): void => void process.send?.(answer)

let connections: { port: number; all: RawConnection[] } = { port: 0, all: [] }
let sockets: RawLive[] = []
let frames = 0
let awaited: { frames: number; reached: () => void } | undefined
// For each frame of a paced run: how many sockets have not had it yet.
let missing: number[] = []
let framesOf: number[] = []
let lastHeard: number[] = []

process.on('message', (order: Order) => void obey(order))
process.on('disconnect', () => process.exit(0))

async function obey(order: Order): Promise<void> {
  if (order.kind === 'flood') return say({ kind: 'load', ...(await flood(order)) })
  if (order.kind === 'pace') return say({ kind: 'load', ...(await pace(order)) })
  if (order.kind === 'listen') return say({ kind: 'listening', ...(await listen(order)) })
  if (order.kind === 'await-frames') return awaitFrames(order.frames)
  for (const socket of sockets) socket.close()
  sockets = []
  return say({ kind: 'listening', open: 0 })
}

type Load = Omit<Extract<Answered, { kind: 'load' }>, 'kind'>

// As fast as the answers come.
async function flood(order: Extract<Order, { kind: 'flood' }>): Promise<Load> {
  const seen = newSeen()
  let next = order.from
  const { requests } = order
  await asking(order, seen, async (connection, over) => {
    while (!over()) {
      const request = requests[order.loop ? next++ % requests.length : next++]
      if (request === undefined) return
      await askOne(connection, request, seen, performance.now())
    }
  })
  return seen.result(Math.min(next, order.loop ? next : requests.length) - order.from)
}

// At a fixed rate, whatever the answers do; what waits for a free connection counts as waiting.
async function pace(order: Extract<Order, { kind: 'pace' }>): Promise<Load> {
  const seen = newSeen()
  const all = connectionsTo(order.port, order.connections)
  const free = [...all]
  const waiting: { request: string; due: number }[] = []
  const started = performance.now()
  const underWay = new Set<Promise<void>>()
  const total = Math.floor(order.perSecond * order.seconds)
  missing = Array.from({ length: total }, () => sockets.length)
  framesOf = sockets.map(() => 0)
  lastHeard = []
  const dues: number[] = []

  for (let sent = 0; sent < total;) {
    const now = performance.now()
    for (let due = started + (sent * 1000) / order.perSecond; sent < total && due <= now;) {
      dues.push(due)
      waiting.push({ request: order.requests[sent % order.requests.length] ?? '', due })
      sent += 1
      due = started + (sent * 1000) / order.perSecond
    }
    startWaiting()
    await new Promise((resolve) => setTimeout(resolve, 1))
  }
  while (waiting.length > 0 || underWay.size > 0) await Promise.race([...underWay, pause(20)])
  if (sockets.length > 0) await untilHeard(total)
  const result = seen.result(total)
  if (sockets.length === 0) return result
  const spans = lastHeard.map((at, index) => at - (dues[index] ?? at))
  return { ...result, p50: percentile(spans, 0.5), p99: percentile(spans, 0.99), count: lastHeard.length }

  function startWaiting(): void {
    while (free.length > 0 && waiting.length > 0) {
      const connection = free.pop()
      const one = waiting.shift()
      if (!connection || !one) return
      const asked: Promise<void> = askOne(connection, one.request, seen, one.due).then(() => {
        free.push(connection)
        underWay.delete(asked)
        startWaiting()
      })
      underWay.add(asked)
    }
  }
}

async function untilHeard(total: number): Promise<void> {
  for (let waited = 0; lastHeard.length < total && waited < 500; waited += 1) await pause(10)
}

function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds))
}

type Seen = ReturnType<typeof newSeen>

function newSeen() {
  const statuses: Record<string, number> = {}
  const latencies: number[] = []
  const started = performance.now()
  const cpu = process.cpuUsage()
  return {
    statuses,
    latencies,
    result(used: number): Load {
      const seconds = (performance.now() - started) / 1000
      const { user, system } = process.cpuUsage(cpu)
      return {
        statuses,
        used,
        count: latencies.length,
        seconds,
        p50: percentile(latencies, 0.5),
        p99: percentile(latencies, 0.99),
        busy: (user + system) / 1e6 / seconds,
      }
    },
  }
}

async function asking(
  order: { port: number; connections: number; seconds: number },
  _seen: Seen,
  work: (connection: RawConnection, over: () => boolean) => Promise<void>,
): Promise<void> {
  const until = performance.now() + order.seconds * 1000
  const over = () => performance.now() >= until
  await Promise.all(connectionsTo(order.port, order.connections).map((connection) => work(connection, over)))
}

async function askOne(connection: RawConnection, request: string, seen: Seen, due: number): Promise<void> {
  try {
    const { status } = await connection.ask(request)
    seen.latencies.push(performance.now() - due)
    seen.statuses[status] = (seen.statuses[status] ?? 0) + 1
  } catch {
    seen.statuses.broken = (seen.statuses.broken ?? 0) + 1
  }
}

function connectionsTo(port: number, count: number): RawConnection[] {
  if (connections.port !== port) {
    for (const connection of connections.all) connection.close()
    connections = { port, all: [] }
  }
  while (connections.all.length < count) connections.all.push(openConnection(port))
  return connections.all.slice(0, count)
}

async function listen(order: Extract<Order, { kind: 'listen' }>): Promise<{ open: number }> {
  let next = 0
  const openSome = async (): Promise<void> => {
    for (let index = next++; index < order.cookies.length; index = next++) {
      sockets[index] = await openOne(order, order.cookies[index] ?? undefined, index)
    }
  }
  await Promise.all(Array.from({ length: openedAtOnce }, openSome))
  return { open: sockets.length }
}

async function openOne(
  { port, hello }: { port: number; hello: boolean },
  cookie: string | undefined,
  index: number,
): Promise<RawLive> {
  let greeted: () => void = () => undefined
  let refused: (error: Error) => void = () => undefined
  const welcome = new Promise<void>((resolve, reject) => {
    greeted = resolve
    refused = reject
  })
  const live = await openLive(
    { port, hello, ...(cookie !== undefined && { cookie }) },
    (payload) => (hello && payload.toString('latin1', 0, 12) === '{"t":"welcom' ? greeted() : heard(index)),
    (why) => refused(new Error(`A live connection was closed before its welcome: ${why}`)),
  )
  if (hello) await welcome
  else greeted()
  return live
}

function heard(socket: number): void {
  frames += 1
  if (awaited && frames >= awaited.frames) awaited.reached()
  const frame = framesOf[socket]
  if (frame === undefined) return
  framesOf[socket] = frame + 1
  const left = (missing[frame] ?? 0) - 1
  missing[frame] = left
  if (left === 0) lastHeard[frame] = performance.now()
}

function awaitFrames(expected: number): void {
  frames = 0
  framesOf = []
  const started = process.cpuUsage()
  awaited = {
    frames: expected,
    reached() {
      awaited = undefined
      const { user, system } = process.cpuUsage(started)
      say({ kind: 'frames', cpuSeconds: (user + system) / 1e6 })
    },
  }
  say({ kind: 'listening', open: sockets.length })
}
