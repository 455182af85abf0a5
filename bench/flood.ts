import { type Generator, type Load, mostBusy } from './load.ts'
import { median } from './measure.ts'
import type { Running } from './processes.ts'

/** As many requests as one server answers in a while, and how many CPU milliseconds of it each took. */
export type Flood = { load: Load; cpuMs: number }

type Order = Omit<Parameters<Generator['flood']>[0], 'port'>

/** Floods a server. Throws unless it answered at all, and everything with this status. */
export async function floodServer(
  generator: Generator,
  server: Running,
  order: Order,
  status: string,
): Promise<Flood> {
  const before = server.cpuSeconds()
  const load = await generator.flood({ port: server.port, ...order })
  requireOnly(load, status)
  return { load, cpuMs: ((server.cpuSeconds() - before) * 1000) / load.count }
}

/** What was answered in a second. */
export function perSecond({ load }: Flood): number {
  return load.count / load.seconds
}

/** The middle of the CPU milliseconds that an answer took, as it is told. */
export function cpuOf(floods: readonly Flood[]): string {
  return median(floods.map(({ cpuMs }) => cpuMs)).toFixed(3)
}

/** How busy the generator was, as it is told, and whether it measured the servers and not itself. */
export function judgeGenerator(floods: readonly Flood[]): { note: string; isFree: boolean } {
  const busy = median(floods.map(({ load }) => load.busy))
  return { note: `generator at ${Math.round(busy * 100)} % of its core`, isFree: busy < mostBusy }
}

/** Throws unless there were answers, and all of this status. */
export function requireOnly({ statuses, count }: Load, status: string): void {
  if (count === 0 || Object.keys(statuses).join() !== status)
    throw new Error(`Expected ${status} only: ${JSON.stringify(statuses)}`)
}
