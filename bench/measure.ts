import type { Measured } from './row.ts'

/** Ours and its limit, measured turn and turn about, so that a slow minute of the machine falls on both. */
export type Slices = { ours: number[]; limits: number[] }

type Side = () => number | Promise<number>

const mostDrift = 0.3
const tries = 3
const usualSliceMs = 60

/** Measures both sides `count` times in turn, after one turn that does not count. */
export async function inTurns(count: number, ours: Side, limit: Side): Promise<Slices> {
  await limit()
  await ours()
  const slices: Slices = { ours: [], limits: [] }
  for (let turn = 0; turn < count; turn += 1) {
    slices.limits.push(await limit())
    slices.ours.push(await ours())
  }
  return slices
}

/** Medians, the median of the ratios, and whether the limit stayed within 30 % from start to end. */
export function sumUp({ ours, limits }: Slices, note = ''): Measured {
  const ratios = ours.map((figure, turn) => figure / (limits[turn] ?? Number.NaN))
  const third = Math.max(1, Math.floor(limits.length / 3))
  const drift = median(limits.slice(-third)) / median(limits.slice(0, third))
  const moved = Math.max(drift, 1 / drift) - 1
  return {
    ours: median(ours),
    limit: median(limits),
    ratio: median(ratios),
    steady: moved <= mostDrift,
    note: moved <= mostDrift ? note : `the limit moved by ${Math.round(moved * 100)} %; ${note}`,
  }
}

/** Measures until the machine held still, three times at most; the last one stands, steady or not. */
export async function untilSteady(measure: () => Promise<Measured>): Promise<Measured> {
  for (let attempt = 1; ; attempt += 1) {
    const measured = await measure()
    if (measured.steady || attempt === tries) return measured
  }
}

/** CPU milliseconds of this process for one call, over at least `forMs` of them. What it answers is used up. */
export function cpuPerCall(work: () => number, forMs = usualSliceMs): number {
  let calls = 0
  let batch = 1
  const started = process.cpuUsage()
  for (;;) {
    for (let index = 0; index < batch; index += 1) swallowed.sum += work()
    calls += batch
    const { user, system } = process.cpuUsage(started)
    const spent = (user + system) / 1000
    if (spent >= forMs) return spent / calls
    batch = Math.max(1, Math.min(batch * 2, Math.ceil((calls * (forMs - spent)) / Math.max(spent, 1))))
  }
}

// What calls answered; kept so that nothing is optimised away.
const swallowed = { sum: 0 }

export function median(values: readonly number[]): number {
  return percentile(values, 0.5)
}

/** The value below which this share of them lies; NaN of none. */
export function percentile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((one, other) => one - other)
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN
}

/** How a cost grows: the slope of its logarithm over that of the size, by least squares. */
export function exponentOf(points: readonly (readonly [size: number, cost: number])[]): number {
  const logs = points.map(([size, cost]) => [Math.log(size), Math.log(cost)] as const)
  const meanX = logs.reduce((sum, [x]) => sum + x, 0) / logs.length
  const meanY = logs.reduce((sum, [, y]) => sum + y, 0) / logs.length
  const above = logs.reduce((sum, [x, y]) => sum + (x - meanX) * (y - meanY), 0)
  return above / logs.reduce((sum, [x]) => sum + (x - meanX) ** 2, 0)
}
