import { DAY, MINUTE } from '#time/instant.ts'
import { dayNumberOf } from '#time/wall-time.ts'
import { toInstantOfDay } from '#time/zone.ts'

import { plainInstant, readPlainZone } from './limits/plain-zone.ts'
import { cpuPerCall, inTurns, sumUp, untilSteady } from './measure.ts'
import { atMost, type Bench, type How, type Measured } from './row.ts'

/** Wall times to instants beside a search in cached changes. Whether they are right is shown by the tests. */
export const benches: readonly Bench[] = [
  {
    id: 'Z1',
    what: 'wall time to instant, as the slot engine asks',
    unit: 'ns',
    bar: atMost(10),
    aim: atMost(2),
    needed: true,
    run: (how) => untilSteady(() => besideCache(how)),
  },
]

const zone = 'America/New_York'
const first = dayNumberOf('2027-01-01')
const days = 365
const minutes = [9 * 60, 17 * 60]

async function besideCache(how: How): Promise<Measured> {
  const plain = readPlainZone(zone, (first - 2) * DAY, (first + days + 2) * DAY)
  const sumOf = (convert: (day: number, minute: number) => number) => {
    let sum = 0
    for (let day = first; day < first + days; day += 1)
      for (const minute of minutes) sum += convert(day, minute)
    return sum
  }
  const ours = () => sumOf((day, minute) => toInstantOfDay(zone, day, minute))
  const limit = () => sumOf((day, minute) => plainInstant(plain, day * DAY + minute * MINUTE))
  if (ours() !== limit()) throw new Error('The limit converts otherwise')
  const nanoseconds = (work: () => number) => (cpuPerCall(work) * 1e6) / (days * minutes.length)
  const slices = await inTurns(
    how.size === 'quick' ? 5 : 11,
    () => nanoseconds(ours),
    () => nanoseconds(limit),
  )
  return sumUp(slices, 'every weekday’s two ends of a year')
}
