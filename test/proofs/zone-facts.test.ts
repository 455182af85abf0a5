import { execFileSync } from 'node:child_process'

import { beforeAll, expect, test } from 'vitest'

import { runs, systemPart } from '#test/support/system-parts.ts'

import { askInZone, serverZones } from './in-zone.ts'

const python = '/usr/bin/python3'

/** A wall time in a zone and the instant, in seconds, that Python gives it. */
type Fact = { zone: string; date: string; minutes: number; at: number }
type Told = { version: string; zones: number; transitions: number; facts: [string, string, number, number][] }

// Every change of every zone in these years; the first, middle and last minute of what is skipped or repeated, and one
// minute on either side. `fold=0` is RFC 5545's reading: after a gap by its length, the earlier of two.
const oracle = `
import json, os, zoneinfo
from datetime import datetime, timedelta, timezone

def version():
    for folder in zoneinfo.TZPATH:
        path = os.path.join(folder, 'tzdata.zi')
        if os.path.exists(path):
            return open(path).readline().split()[-1]
    import tzdata
    return tzdata.IANA_VERSION

def offset(zone, at):
    return datetime.fromtimestamp(at, zone).utcoffset()

def transitions(zone, first, last):
    before, day = offset(zone, first), 86400
    for at in range(first + day, last + day, day):
        after = offset(zone, at)
        if after == before:
            continue
        low, high = at - day, at
        while high - low > 1:
            middle = (low + high) // 2
            low, high = (middle, high) if offset(zone, middle) == before else (low, middle)
        yield high, before, after
        before = after

def around(at, before, after):
    utc = datetime.fromtimestamp(at, timezone.utc).replace(tzinfo=None)
    first, end = sorted([utc + before, utc + after])
    minute = timedelta(minutes=1)
    middle = first + minute * ((end - first) // minute // 2)
    return [first - minute, first, middle, end - minute, end]

first = int(datetime(2024, 1, 1, tzinfo=timezone.utc).timestamp())
last = int(datetime(2032, 1, 1, tzinfo=timezone.utc).timestamp())
facts, zones, changes = [], 0, 0
for name in sorted(zoneinfo.available_timezones()):
    if name.startswith(('posix/', 'right/')) or name in ('localtime', 'Factory', 'posixrules'):
        continue
    zone = zoneinfo.ZoneInfo(name)
    found = list(transitions(zone, first, last))
    zones += bool(found)
    changes += len(found)
    for change in found:
        for wall in around(*change):
            at = wall.replace(tzinfo=zone, fold=0).astimezone(timezone.utc).timestamp()
            facts.append([name, wall.date().isoformat(), wall.hour * 60 + wall.minute, int(at)])
print(json.dumps(dict(version=version(), zones=zones, transitions=changes, facts=facts)))
`

/**
 * Zones whose rules changed after the older and up to the newer version of the tz database. Where Python's data and ours
 * are of these two, these are held against native Temporal instead; nothing else may differ.
 */
const changed: readonly { after: string; upTo: string; zones: readonly string[] }[] = [
  {
    after: '2025b',
    upTo: '2026c',
    zones: [
      'Africa/Casablanca',
      'Africa/El_Aaiun',
      'America/Edmonton',
      'America/Vancouver',
      'America/Yellowknife',
      'Canada/Mountain',
      'Canada/Pacific',
      'Europe/Chisinau',
      'Europe/Tiraspol',
    ],
  },
]

const suite = systemPart('python3 with time zones', () => runs(python, '-c', 'import zoneinfo'))

suite('wall times at every change of the clocks, 2024 to 2031', () => {
  const ours = process.versions.tz ?? ''
  let told: Told
  let facts: Fact[]
  let listed: Set<string>

  beforeAll(() => {
    told = JSON.parse(execFileSync(python, ['-c', oracle], { encoding: 'utf8', maxBuffer: 2 ** 28 })) as Told
    facts = told.facts.map(([zone, date, minutes, at]): Fact => ({ zone, date, minutes, at }))
    listed = new Set(zonesChangedBetween(told.version, ours))
  })

  test('the facts are all there', () => {
    console.log(
      `${facts.length} facts at ${told.transitions} changes in ${told.zones} zones; Python has ${told.version}, we have ${ours}`,
    )
    if (listed.size > 0) console.log(`Changed between the two: ${[...listed].join(', ')}`)
    expect(facts.length).toBe(told.transitions * 5)
    expect(told.transitions).toBeGreaterThan(3000)
  })

  test.each(serverZones.slice(0, 4))('are ours as well, server in %s', async (zone) => {
    const asked = facts.map((fact) => [fact.zone, fact.date, fact.minutes])
    const answered = (await askInZone(zone, 'test/proofs/resolve-wall-times.ts', asked)) as number[]
    expect(answered).toHaveLength(facts.length)
    const wrong = facts.flatMap((fact, index) => {
      const expected = listed.has(fact.zone) ? nativeReading(fact) : fact.at
      return answered[index] === expected ? [] : [{ ...fact, expected, answered: answered[index] }]
    })
    const differing = new Set(wrong.map((fact) => fact.zone))
    console.log(`TZ=${zone}: ${answered.length} asked, ${wrong.length} wrong`)
    expect([...differing]).toEqual([])
  })

  test('every zone that is listed as changed did change', () => {
    const same = [...listed].filter((zone) =>
      facts.every((fact) => fact.zone !== zone || nativeReading(fact) === fact.at),
    )
    expect(same).toEqual([])
  })
})

function zonesChangedBetween(one: string, other: string): readonly string[] {
  const [older, newer] = [one, other].toSorted()
  return changed.find(({ after, upTo }) => after === older && upTo === newer)?.zones ?? []
}

function nativeReading({ zone, date, minutes }: Fact): number {
  const wall = Temporal.PlainDate.from(date).toPlainDateTime().add({ minutes })
  return wall.toZonedDateTime(zone, { disambiguation: 'compatible' }).epochMilliseconds / 1000
}
