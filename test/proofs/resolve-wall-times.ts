/** Reads `[zone, date, minutes][]` as JSON on standard input and prints the instants, in seconds, that our zones give. */
import { text } from 'node:stream/consumers'

import { toInstant } from '#time/zone.ts'

const asked = JSON.parse(await text(process.stdin)) as [zone: string, date: string, minutes: number][]
process.stdout.write(
  JSON.stringify(asked.map(([zone, date, minutes]) => toInstant(zone, date, minutes) / 1000)),
)
