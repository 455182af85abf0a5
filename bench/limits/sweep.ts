import { type PlainZone, plainInstant } from './plain-zone.ts'

/** The least a slot engine must do: plain numbers, rules known, busy in order of its start. No checks, no overrides. */
export type PlainJob = {
  zone: PlainZone
  firstDay: number
  days: number
  opensMs: number
  closesMs: number
  durationMs: number
  incrementMs: number
  busyStart: Float64Array
  busyEnd: Float64Array
}

const dayMs = 86_400_000
const minuteTexts = Array.from(
  { length: 1440 },
  (_, minute) =>
    `${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`,
)

/** The starts, ascending. */
export function sweep(job: PlainJob): number[] {
  const { zone, firstDay, days, durationMs, incrementMs, busyStart, busyEnd } = job
  const starts: number[] = []
  const count = busyStart.length
  let next = 0
  let reach = 0
  for (let day = firstDay; day < firstDay + days; day += 1) {
    const weekday = (((day + 3) % 7) + 7) % 7
    if (weekday > 4) continue
    const last = plainInstant(zone, day * dayMs + job.closesMs) - durationMs
    for (let at = plainInstant(zone, day * dayMs + job.opensMs); at <= last; at += incrementMs) {
      while (next < count && (busyStart[next] ?? 0) < at + durationMs) {
        const end = busyEnd[next] ?? 0
        if (end > reach) reach = end
        next += 1
      }
      if (reach <= at) starts.push(at)
    }
  }
  return starts
}

/** The starts as JSON text, grouped by the date of whoever reads. */
export function writeByDate(starts: readonly number[], reader: PlainZone): string {
  let text = '{'
  let group = Number.NaN
  let utcDay = Number.NaN
  let utcDate = ''
  let index = 0
  for (const at of starts) {
    while (index + 1 < reader.from.length && (reader.from[index + 1] ?? 0) <= at) index += 1
    const day = Math.floor((at + (reader.offset[index] ?? 0)) / dayMs)
    const ownDay = Math.floor(at / dayMs)
    if (ownDay !== utcDay) {
      utcDay = ownDay
      utcDate = new Date(at).toISOString().slice(0, 10)
    }
    if (day !== group) {
      const date = day === ownDay ? utcDate : new Date(day * dayMs).toISOString().slice(0, 10)
      text += Number.isNaN(group) ? `"${date}":[` : `],"${date}":[`
      group = day
    } else {
      text += ','
    }
    text += `"${utcDate}T${minuteTexts[(at - ownDay * dayMs) / 60_000]}:00Z"`
  }
  return Number.isNaN(group) ? '{}' : `${text}]}`
}
