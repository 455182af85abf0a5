import { getSlots } from 'slot-calculator'

import { listSlots } from '#availability/slots.ts'
import { presentSlots } from '#meetings/contract/slots.ts'
import { bookableIn } from '#meetings/slots.ts'
import { dayNumberOf } from '#time/wall-time.ts'
import { dateAt } from '#time/zone.ts'
import { DAY, MINUTE, toIso } from '#time/instant.ts'

import { type Job, jobHours, jobWindow, makeJob } from './job.ts'
import { readPlainZone, type PlainZone } from './limits/plain-zone.ts'
import { type PlainJob, sweep, writeByDate } from './limits/sweep.ts'
import { cpuPerCall, exponentOf, inTurns, median, sumUp, untilSteady } from './measure.ts'
import { atLeast, atMost, type Bench, type How, type Measured, oursAtMost } from './row.ts'

/** The slot engine beside a sweep on plain numbers, and beside the one peer that npm has. */
export const benches: readonly Bench[] = [
  {
    id: 'S1',
    what: 'slots and JSON: 30 days, 1 host, 500 busy',
    unit: 'CPU ms',
    bar: atMost(8),
    aim: atMost(3),
    needed: true,
    run: (how) => untilSteady(() => besideSweep(makeJob({ days: 30, hosts: 1, busyPerHost: 500 }), how)),
  },
  {
    id: 'S2',
    what: 'the same beside slot-calculator 2.2.1, how many times faster',
    unit: 'calls per CPU ms',
    bar: atLeast(300),
    aim: atLeast(1000),
    needed: true,
    run: (how) => untilSteady(() => besidePeer(how)),
  },
  {
    id: 'S3',
    what: 'slots and JSON: 365 days, 20 hosts, 5 000 busy each',
    unit: 'CPU ms',
    bar: atMost(8),
    aim: atMost(3),
    needed: true,
    run: (how) => untilSteady(() => besideSweep(makeJob({ days: 365, hosts: 20, busyPerHost: 5000 }), how)),
  },
  {
    id: 'S4a',
    what: 'growth with busy time: exponent over 500, 5 000, 50 000 in a year',
    unit: 'exponent',
    bar: oursAtMost(1.1, '≤ 1.10'),
    aim: oursAtMost(1, '≤ 1.0'),
    needed: true,
    run: (how) =>
      growth(
        [500, 5000, 50_000].map((n) => [n, makeJob({ days: 365, hosts: 1, busyPerHost: n })]),
        how,
      ),
  },
  {
    id: 'S4b',
    what: 'growth with days: exponent over 30, 90, 365, 1 095, 2 000 busy',
    unit: 'exponent',
    bar: oursAtMost(1.05, '≤ 1.05'),
    aim: oursAtMost(1, '≤ 1.0'),
    needed: true,
    run: (how) =>
      growth(
        [30, 90, 365, 1095].map((days) => [days, makeJob({ days, hosts: 1, busyPerHost: 2000 })]),
        how,
      ),
  },
  {
    id: 'P3',
    what: 'how long a year, 20 hosts, 5 000 busy each hold the event loop',
    unit: 'ms',
    bar: oursAtMost(10, '≤ 10 ms'),
    aim: oursAtMost(5, '≤ 5 ms'),
    needed: false,
    run: blockedLoop,
  },
]

const organizerId = 'organizer'
const readerId = 'reader'

// What the product answers with, from the question to the text that goes out.
function answerOf(job: Job): () => string {
  const ask = {
    question: questionOf(job),
    taken: [{ personId: organizerId, blocks: true, intervals: job.busy }],
    organizerId,
    bookerId: readerId,
  }
  return () => JSON.stringify(presentSlots(bookableIn(ask, readerId, job.range)))
}

function questionOf(job: Job) {
  return {
    schedule: { timeZone: job.zone, weekly: jobHours, overrides: {} },
    durationMinutes: job.durationMinutes,
    incrementMinutes: job.incrementMinutes,
    noticeMinutes: 0,
    bufferBeforeMinutes: 0,
    bufferAfterMinutes: 0,
    range: job.range,
  }
}

function limitOf(job: Job): { plain: PlainJob; reader: PlainZone; answer: () => string } {
  const [from, until] = [job.range[0] - DAY, job.range[1] + DAY]
  const reader = readPlainZone(job.readerZone, from, until)
  const plain: PlainJob = {
    zone: readPlainZone(job.zone, from, until),
    firstDay: dayNumberOf(dateAt(job.zone, job.range[0])),
    days: job.days,
    opensMs: jobWindow.opens * MINUTE,
    closesMs: jobWindow.closes * MINUTE,
    durationMs: job.durationMinutes * MINUTE,
    incrementMs: job.incrementMinutes * MINUTE,
    busyStart: Float64Array.from(job.busy, ([start]) => start),
    busyEnd: Float64Array.from(job.busy, ([, end]) => end),
  }
  return { plain, reader, answer: () => writeByDate(sweep(plain), reader) }
}

async function besideSweep(job: Job, how: How): Promise<Measured> {
  const ours = answerOf(job)
  const limit = limitOf(job)
  const slots = sweep(limit.plain)
  requireSame(listSlots({ ...questionOf(job), busy: job.busy }), slots)
  const slices = await inTurns(
    how.size === 'quick' ? 5 : 11,
    () => cpuPerCall(() => ours().length),
    () => cpuPerCall(() => limit.answer().length),
  )
  return sumUp(slices, `${slots.length} slots, ${job.busy.length} busy intervals`)
}

// Its grid is its duration, so both are asked for 15 minutes; a slice is one call of it.
async function besidePeer(how: How): Promise<Measured> {
  const job = makeJob({ days: 30, hosts: 1, busyPerHost: 500, durationMinutes: 15 })
  const ours = answerOf(job)
  const peer = peerOf(job)
  const expected = listSlots({ ...questionOf(job), busy: job.busy })
  requireSame(expected, peer().map(Date.parse))
  const perMs = (work: () => number) => 1 / cpuPerCall(work)
  const slices = await inTurns(
    how.size === 'quick' ? 3 : 7,
    () => perMs(() => ours().length),
    () => perMs(() => peer().length),
  )
  const [mine, theirs] = [1 / median(slices.ours), 1 / median(slices.limits)]
  return sumUp(slices, `${mine.toFixed(3)} against ${theirs.toFixed(0)} CPU ms, ${expected.length} slots`)
}

const dayNames = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday'] as const

function peerOf(job: Job): () => string[] {
  const config = {
    from: toIso(job.range[0]),
    to: toIso(job.range[1]),
    availability: dayNames.map((day) => ({ day, from: '09:00', to: '17:00', timezone: job.zone })),
    unavailability: job.busy.map(([start, end]) => ({ from: toIso(start), to: toIso(end) })),
    duration: job.durationMinutes,
    outputTimezone: job.readerZone,
  }
  return () => getSlots(config).availableSlots.map(({ from }) => from)
}

function requireSame(ours: readonly number[], theirs: readonly number[]): void {
  const differs = ours.length !== theirs.length || ours.some((at, index) => at !== theirs[index])
  if (differs || ours.length === 0)
    throw new Error(`The answers differ: ${ours.length} slots of ours, ${theirs.length} of the limit`)
}

type Sized = [size: number, job: Job]

async function growth(sized: readonly Sized[], how: How): Promise<Measured> {
  const turns = how.size === 'quick' ? 5 : 11
  const costs = sized.map(() => ({ ours: [] as number[], limits: [] as number[] }))
  const sides = sized.map(([, job]) => ({ ours: answerOf(job), limit: limitOf(job).answer }))
  for (let turn = -1; turn < turns; turn += 1) {
    for (const [index, side] of sides.entries()) {
      const limit = cpuPerCall(() => side.limit().length)
      const ours = cpuPerCall(() => side.ours().length)
      if (turn < 0) continue
      costs[index]?.limits.push(limit)
      costs[index]?.ours.push(ours)
    }
  }
  const pointsOf = (kind: 'ours' | 'limits') =>
    sized.map(([size], index): [number, number] => [size, median(costs[index]?.[kind] ?? [])])
  const [ours, limit] = [exponentOf(pointsOf('ours')), exponentOf(pointsOf('limits'))]
  const told = pointsOf('ours').map(([size, cost]) => `${size}: ${cost.toFixed(3)}`)
  return { ours, limit, ratio: ours / limit, steady: true, note: `CPU ms at ${told.join(', ')}` }
}

async function blockedLoop(how: How): Promise<Measured> {
  const job = makeJob({ days: 365, hosts: 20, busyPerHost: 5000 })
  const ours = answerOf(job)
  const limit = limitOf(job).answer
  const slices = await inTurns(
    how.size === 'quick' ? 7 : 41,
    () => wallOf(ours),
    () => wallOf(limit),
  )
  const longest = Math.max(...slices.ours)
  return { ...sumUp(slices, `longest of ${slices.ours.length}: ${longest.toFixed(1)} ms`), steady: true }
}

function wallOf(work: () => string): number {
  const started = performance.now()
  work()
  return performance.now() - started
}
