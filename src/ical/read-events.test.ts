import { describe, expect, test } from 'vitest'

import { DAY, HOUR } from '#time/instant.ts'
import type { Interval } from '#time/interval.ts'

import { readEvents, readFirst, type ReadQuestion } from './read-events.ts'

const window: Interval = [Date.parse('2026-10-01T00:00:00Z'), Date.parse('2027-10-01T00:00:00Z')]
const question: ReadQuestion = { window, timeZone: 'Europe/Lisbon', owners: ['ana@example.com'] }
const calendarOf = (...events: string[]) =>
  `BEGIN:VCALENDAR\r\n${events.map((event) => `BEGIN:VEVENT\r\n${event}\r\nEND:VEVENT\r\n`).join('')}END:VCALENDAR\r\n`
const read = (...events: string[]) => readEvents(calendarOf(...events), question).events

describe('the window is half-open', () => {
  const early = { ...question, window: [window[0], window[0] + HOUR] as const }
  test.each([
    ['20260930T230000Z', '20261001T000000Z', 0],
    ['20260930T230000Z', '20261001T000001Z', 1],
    ['20261001T005959Z', '20261001T020000Z', 1],
    ['20261001T010000Z', '20261001T020000Z', 0],
    ['20260101T000000Z', '20270101T000000Z', 1],
    ['20261001T000000Z', '20261001T000000Z', 1],
    ['20261001T010000Z', '20261001T010000Z', 0],
  ])('%s to %s', (start, end, count) => {
    expect(readEvents(calendarOf(`DTSTART:${start}\r\nDTEND:${end}`), early).events).toHaveLength(count)
  })
})

describe('nothing is too much', () => {
  test('60 000 events that say they are the same', { timeout: 20_000 }, () => {
    const same = Array.from({ length: 60_000 }, () => 'UID:1\r\nDTSTART:20261105T150000Z\r\nDURATION:PT1M')
    expect(read(...same)).toHaveLength(60_000)
  })

  test(
    'thousands of series of one name, and tens of thousands of changes to them',
    { timeout: 20_000 },
    () => {
      const at = (minute: number) =>
        new Date(Date.UTC(2027, 5, 1) + minute * 60_000).toISOString().replace(/[-:]|\.000/g, '')
      const series = 'UID:1\r\nDTSTART:20261105T150000Z\r\nRRULE:FREQ=DAILY;COUNT=20\r\nDURATION:PT1M'
      const changed = Array.from(
        { length: 20_000 },
        (_, minute) =>
          `UID:1\r\nRECURRENCE-ID;RANGE=THISANDFUTURE:${at(minute)}\r\nDTSTART:${at(minute)}\r\nDURATION:PT1M`,
      )
      const events = read(...Array.from({ length: 5_000 }, () => series), ...changed)
      expect(events.filter(({ startsAt }) => startsAt < Date.UTC(2027, 0, 1))).toHaveLength(100_000)
    },
  )

  test('a parameter of 19 MB', () => {
    const events = read(
      `DTSTART;X=${'a'.repeat(19 * 1024 * 1024)};TZID="Europe/Paris":20261105T150000\r\nDURATION:PT1H`,
    )
    expect(events.map(({ startsAt }) => new Date(startsAt).toISOString())).toEqual([
      '2026-11-05T14:00:00.000Z',
    ])
  })

  test('100 000 events', { timeout: 60_000 }, () => {
    const events = Array.from({ length: 100_000 }, (_, index) => {
      const day = new Date(Date.UTC(2024, 0, 1) + (index % 1500) * DAY)
        .toISOString()
        .slice(0, 10)
        .replaceAll('-', '')
      return `UID:${index}\r\nDTSTART;TZID=Europe/Lisbon:${day}T090000\r\nDTEND;TZID=Europe/Lisbon:${day}T093000\r\nSUMMARY:${index}`
    })
    const calendar = readEvents(calendarOf(...events), question)
    expect(calendar).toMatchObject({ total: 100_000, unreadable: 0 })
    expect(calendar.events.length).toBeGreaterThan(20_000)
  })

  test('100 000 events of one UID', { timeout: 60_000 }, () => {
    const events = Array.from(
      { length: 100_000 },
      (_, index) => `UID:same\r\nSEQUENCE:${index}\r\nDTSTART:20261026T090000Z`,
    )
    expect(readEvents(calendarOf(...events), question).events).toHaveLength(1)
  })

  test('3 000 rules that go on every second', { timeout: 60_000 }, () => {
    const events = Array.from(
      { length: 3000 },
      (_, index) => `UID:${index}\r\nDTSTART:19300101T000000Z\r\nRRULE:FREQ=SECONDLY`,
    )
    const found = readEvents(calendarOf(...events), question).events
    expect(found).toHaveLength(3000)
    for (const { startsAt, endsAt, busy } of found)
      expect([startsAt, endsAt, busy]).toEqual([...window, 'busy'])
  })

  test(
    'rules beyond what all may take fill their reach, and the others are still read',
    { timeout: 60_000 },
    () => {
      const greedy = Array.from(
        { length: 60 },
        (_, index) => `UID:${index}\r\nDTSTART:20261001T000000Z\r\nRRULE:FREQ=HOURLY`,
      )
      const modest = 'UID:modest\r\nDTSTART:20261026T090000Z\r\nDURATION:PT1H\r\nRRULE:FREQ=WEEKLY'
      const found = readEvents(calendarOf(...greedy, modest), question).events
      expect(found.filter(({ uid }) => uid === 'modest')).toHaveLength(49)
      expect(
        found.filter(({ startsAt, endsAt }) => startsAt === window[0] && endsAt === window[1]),
      ).toHaveLength(38)
    },
  )

  test('deep nesting, long lines and endless folds', () => {
    const deep = `${'BEGIN:VEVENT\r\n'.repeat(10_000)}${'END:VEVENT\r\n'.repeat(10_000)}`
    expect(readEvents(`BEGIN:VCALENDAR\r\n${deep}END:VCALENDAR\r\n`, question).events).toEqual([])
    const long = `DTSTART:20261026T090000Z\r\nDESCRIPTION:${'x'.repeat(3_000_000)}\r\n${' y\r\n'.repeat(100_000)}DURATION:PT1H`
    expect(read(long)).toHaveLength(1)
    expect(read(`DTSTART${';X=y'.repeat(100_000)}:20261026T090000Z\r\nDURATION:PT1H`)).toHaveLength(1)
    expect(read(`DTSTART:20261026T090000Z\r\nEXDATE:${'20261026T090000Z,'.repeat(100_000)}x`)).toHaveLength(1)
  })

  test('a zone of one’s own with a hundred dense rules', () => {
    const part =
      'BEGIN:STANDARD\r\nDTSTART:16010101T000000\r\nTZOFFSETFROM:+0000\r\nTZOFFSETTO:+0100\r\nRRULE:FREQ=SECONDLY\r\nEND:STANDARD\r\n'
    const zone = `BEGIN:VTIMEZONE\r\nTZID:Odd\r\n${part.repeat(1000)}END:VTIMEZONE\r\n`
    const event = 'BEGIN:VEVENT\r\nDTSTART;TZID=Odd:20261026T090000\r\nDURATION:PT1H\r\nEND:VEVENT\r\n'
    const { events } = readEvents(`BEGIN:VCALENDAR\r\n${zone}${event}END:VCALENDAR\r\n`, question)
    expect(events.map(({ startsAt }) => startsAt)).toEqual([Date.parse('2026-10-26T08:00:00Z')])
  })
})

test('the first of a text is found wherever it is, without its repetitions', () => {
  const text = calendarOf(
    'UID:a\r\nRECURRENCE-ID:20300108T090000Z\r\nDTSTART:20300109T090000Z',
    'UID:a\r\nDTSTART;TZID=Asia/Tokyo:20300101T180000\r\nDURATION:PT1H\r\nRRULE:FREQ=WEEKLY\r\nLOCATION:https://x.example/join/a',
  )
  expect(readFirst(text, question)).toMatchObject({
    uid: 'a',
    startsAt: Date.parse('2030-01-01T09:00:00Z'),
    endsAt: Date.parse('2030-01-01T10:00:00Z'),
    isRepeated: true,
    place: 'https://x.example/join/a',
  })
  expect(readFirst('BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n', question)).toBeUndefined()
})

test('a zone that is none is the asker’s mistake', () => {
  expect(() =>
    readEvents(calendarOf('DTSTART:20261026T090000'), { ...question, timeZone: 'Nowhere' }),
  ).toThrow(RangeError)
})

describe('what an event is called', () => {
  const titles = (...events: string[]) => read(...events).map(({ title }) => title)
  const start = 'DTSTART:20261026T090000Z'

  test.each([
    [
      'is told as it is written',
      `${start}\r\nSUMMARY;LANGUAGE=de:Zahnarzt\\, 2. Stock\\; links`,
      'Zahnarzt, 2. Stock; links',
    ],
    ['may be folded', `${start}\r\nSUMMARY:Zahn\r\n arzt`, 'Zahnarzt'],
    ['may be nothing', `${start}\r\nSUMMARY:  `, null],
    ['may be missing', start, null],
    ['is not endless', `${start}\r\nSUMMARY:${'x'.repeat(100_000)}`, 'x'.repeat(1_000)],
  ])('%s', (_, event, title) => {
    expect(titles(event)).toEqual([title])
  })

  test('is the same for a series, but for an instance that says otherwise', () => {
    const series = `UID:s\r\n${start}\r\nRRULE:FREQ=DAILY;COUNT=3\r\nSUMMARY:Review`
    const instance =
      'UID:s\r\nRECURRENCE-ID:20261027T090000Z\r\nDTSTART:20261027T100000Z\r\nSUMMARY:Review with Ben'
    expect(titles(series, instance)).toEqual(['Review', 'Review with Ben', 'Review'])
  })
})
