import { execFileSync } from 'node:child_process'

import { expect, test } from 'vitest'

import { mostOfOneRule, occurrencesOf } from '#ical/recurrence.ts'
import { parseRule } from '#ical/recurrence-rule.ts'
import { runs, systemPart } from '#test/support/system-parts.ts'
import { DAY, toIso } from '#time/instant.ts'

import { chance } from './hostile-texts.ts'

const python = '/usr/bin/python3'

type Question = { rule: string; start: string; from: string; until: string }

const reader = `
import json, signal, sys
from datetime import datetime
from dateutil.rrule import rrulestr

class TooLong(Exception):
    pass

def stop(*_):
    raise TooLong()

signal.signal(signal.SIGVTALRM, stop)

# A rule that never comes true takes this reader to the year 9999; over some it breaks.
def answer(one):
    try:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0.1)
        found = expand(one)
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        return found
    except Exception:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        return None

def expand(one):
    at = lambda name: datetime.fromisoformat(one[name][:19])
    rule = rrulestr(one['rule'], dtstart=at('start'))
    found = []
    for when in rule:
        if when >= at('until'):
            break
        if when >= at('from'):
            found.append(when.isoformat() + 'Z')
    return found

print(json.dumps([answer(one) for one in json.load(sys.stdin)]))
`

const suite = systemPart('python3-dateutil', () => runs(python, '-c', 'import dateutil.rrule'))

suite('rules beside python3-dateutil', () => {
  test('500 of them, of every kind, give the same times', { timeout: 180_000 }, () => {
    const next = chance(20_261_122)
    const questions = Array.from({ length: 500 }, () => randomQuestion(next))
    const theirs = askPython(questions)
    const ours = questions.map(ask)
    const answered = theirs.filter((answer) => answer !== null)
    expect(answered.length).toBeGreaterThan(250)
    expect(answered.flat().length).toBeGreaterThan(3_000)
    for (const [index, question] of questions.entries())
      if (theirs[index]) expect(ours[index], JSON.stringify(question)).toEqual(theirs[index])
  })
})

function askPython(questions: readonly Question[]): (string[] | null)[] {
  const input = JSON.stringify(questions)
  const answer = execFileSync(python, ['-c', reader], {
    input,
    encoding: 'utf8',
    maxBuffer: 512 * 1024 * 1024,
  })
  return JSON.parse(answer) as (string[] | null)[]
}

function ask({ rule, start, from, until }: Question): string[] | 'too-dense' {
  const parsed = parseRule(rule)
  if (!parsed) throw new Error(`${rule} is not read`)
  const end = parsed.until ? Math.min(Date.parse(until), parsed.until.at + 1) : Date.parse(until)
  const span = { from: Date.parse(from), until: end, isAllDay: false }
  const found = occurrencesOf(parsed, Date.parse(start), span, { ...mostOfOneRule })
  return found === 'too-dense' ? found : found.map(toIso)
}

const weekdays = ['MO', 'TU', 'WE', 'TH', 'FR', 'SA', 'SU']

/** A rule that both readers understand alike, a start up to five years before the window, and a window. */
function randomQuestion(next: () => number): Question {
  const below = (most: number) => Math.floor(next() * most)
  const some = (most: number, value: () => string | number) =>
    Array.from({ length: 1 + below(most) }, value).join(',')
  const signed = (most: number) => (below(3) === 0 ? -1 : 1) * (1 + below(most))
  const frequency = ['YEARLY', 'MONTHLY', 'WEEKLY', 'DAILY', 'HOURLY', 'MINUTELY'][below(6)] ?? ''
  const isFine = frequency === 'HOURLY' || frequency === 'MINUTELY'
  const start = Date.UTC(
    2022 + below(4),
    below(12),
    1 + below(31),
    below(24),
    below(60),
    below(4) === 0 ? below(60) : 0,
  )
  const from = (isFine ? start : Date.UTC(2026, 0, 1)) + below(300) * DAY
  const parts = [`FREQ=${frequency}`]
  const add = (chanceOf: number, name: string, value: () => string | number) => {
    if (next() < chanceOf) parts.push(`${name}=${value()}`)
  }
  add(0.5, 'INTERVAL', () => 1 + below(isFine ? 50 : 5))
  add(0.3, 'BYMONTH', () => some(4, () => 1 + below(12)))
  add(0.25, 'BYMONTHDAY', () => some(4, () => signed(31)))
  if (frequency === 'YEARLY') add(0.15, 'BYYEARDAY', () => some(4, () => signed(366)))
  const hasWeeks = frequency === 'YEARLY' && next() < 0.2
  if (hasWeeks) parts.push(`BYWEEKNO=${some(4, () => signed(53))}`)
  const mayCount = (frequency === 'YEARLY' || frequency === 'MONTHLY') && !hasWeeks
  // Of days with and without ordinals dateutil takes those that are both.
  const isCounted = mayCount && below(2) === 0
  const day = () => `${isCounted ? signed(frequency === 'YEARLY' ? 20 : 5) : ''}${weekdays[below(7)]}`
  // Without a weekday dateutil takes the whole week of a number, the standard the start's day of it.
  add(hasWeeks ? 1 : 0.4, 'BYDAY', () => some(3, day))
  add(0.2, 'BYHOUR', () => some(3, () => below(24)))
  add(0.2, 'BYMINUTE', () => some(3, () => below(60)))
  add(0.1, 'BYSECOND', () => some(2, () => below(60)))
  add(0.2, 'WKST', () => weekdays[below(7)] ?? 'MO')
  // The first week of dateutil begins with the start, so that it chooses among fewer.
  if (parts.some((part) => part.startsWith('BY')) && frequency !== 'WEEKLY')
    add(0.15, 'BYSETPOS', () => some(2, () => signed(4)))
  if (next() < 0.3) parts.push(`COUNT=${1 + below(200)}`)
  else add(0.3, 'UNTIL', () => toIso(from + below(90) * DAY).replaceAll(/[-:]|Z/g, ''))
  const until = from + (frequency === 'MINUTELY' ? 4 : isFine ? 20 : 120) * DAY
  return { rule: parts.join(';'), start: toIso(start), from: toIso(from), until: toIso(until) }
}
