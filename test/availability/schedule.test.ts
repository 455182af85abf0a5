import { afterAll, beforeAll, describe, expect, test } from 'vitest'

import * as availability from '#availability'
import { usualSchedule } from '#availability/schedule.ts'
import { startTestApp, type TestApp } from '#test/support/app.ts'
import type { Client } from '#test/support/client.ts'

const address = '/api/me/schedule'

const sound = {
  timeZone: 'Europe/Lisbon',
  weekly: {
    '1': [
      ['09:00', '12:00'],
      ['13:00', '17:00'],
    ],
    '2': [['22:00', '02:00']],
    '3': [['18:00', '24:00']],
    '7': [],
  },
  overrides: { '2026-12-24': [], '2026-12-28': [['10:00', '12:00']] },
  bufferBeforeMinutes: 5,
  bufferAfterMinutes: 10,
  minimumNoticeMinutes: 1440,
  daysAhead: 30,
  incrementMinutes: 15,
  mostADay: 3,
  mostAWeek: 12,
  weekStart: 7,
}

let parley: TestApp
let ana: Client
let ben: Client

beforeAll(async () => {
  parley = await startTestApp()
  ana = await parley.as('ana')
  ben = await parley.as('ben')
})

afterAll(() => parley.stop())

test('a stranger reads and saves nothing', async () => {
  const stranger = parley.stranger()
  expect((await stranger.get(address)).status).toBe(401)
  expect((await stranger.put(address, sound)).status).toBe(401)
})

test('until it is saved, it is the usual one in the person’s own zone', async () => {
  const chiyo = await parley.as('chiyo')
  const { status, body } = await chiyo.get(address)
  expect(status).toBe(200)
  expect(body).toEqual({ schedule: usualSchedule('Asia/Tokyo'), saved: false })
})

test('what is saved comes back, to its owner alone', async () => {
  const saved = await ana.put(address, sound)
  expect(saved.status).toBe(200)
  expect(saved.body).toEqual({ schedule: sound, saved: true })
  expect((await ana.get(address)).body).toEqual({ schedule: sound, saved: true })
  expect((await ben.get(address)).body).toEqual({ schedule: usualSchedule('America/New_York'), saved: false })
})

test('saving again replaces all of it', async () => {
  const other = { ...sound, weekly: { '5': [['08:00', '10:00']] }, overrides: {}, timeZone: 'Asia/Kathmandu' }
  await ana.put(address, sound)
  expect((await ana.put(address, other)).status).toBe(200)
  expect((await ana.get(address)).body.schedule).toEqual(other)
})

test('limits need not be given: then there are none', async () => {
  const { mostADay: _, mostAWeek: __, weekStart: ___, ...rest } = sound
  expect((await ana.put(address, rest)).body.schedule).toEqual({
    ...rest,
    mostADay: null,
    mostAWeek: null,
    weekStart: 1,
  })
})

test('a zone is kept as the time zone database writes it', async () => {
  const { body } = await ana.put(address, { ...sound, timeZone: 'europe/lisbon' })
  expect(body.schedule.timeZone).toBe('Europe/Lisbon')
  expect((await ana.get(address)).body.schedule.timeZone).toBe('Europe/Lisbon')
})

describe('refused, with a sentence at its place:', () => {
  const monday = (windows: unknown) => ({ weekly: { '1': windows } })
  const someDay = (windows: unknown) => ({ overrides: { '2026-11-03': windows } })
  const manyDates = Array.from({ length: 401 }, (_, day) =>
    new Date(Date.UTC(2026, 0, 1 + day)).toISOString().slice(0, 10),
  )

  test.each<[string, Record<string, unknown>, string, string]>([
    ['no zone', { timeZone: undefined }, 'timeZone', 'Give a time zone, such as Europe/Lisbon.'],
    [
      'an unknown zone',
      { timeZone: 'Mars/Base' },
      'timeZone',
      'This time zone is not known. Choose one from the list.',
    ],
    [
      'an offset as a zone',
      { timeZone: '+02:00' },
      'timeZone',
      'This time zone is not known. Choose one from the list.',
    ],
    ['a number as a zone', { timeZone: 1 }, 'timeZone', 'Give a time zone, such as Europe/Lisbon.'],
    [
      'no week',
      { weekly: undefined },
      'weekly',
      'Give the hours of the week by day, "1" (Monday) to "7" (Sunday).',
    ],
    [
      'a list as the week',
      { weekly: [] },
      'weekly',
      'Give the hours of the week by day, "1" (Monday) to "7" (Sunday).',
    ],
    [
      'an eighth day',
      { weekly: { '8': [] } },
      'weekly',
      'Give the hours of the week by day, "1" (Monday) to "7" (Sunday).',
    ],
    ['null as a day', monday(null), 'weekly.1', 'Give a list of windows; an empty one closes the day.'],
    [
      '25 windows a day',
      monday(Array.from({ length: 25 }, () => ['09:00', '10:00'])),
      'weekly.1',
      'A day can have at most 24 windows.',
    ],
    [
      'text as a window',
      monday(['09:00-17:00']),
      'weekly.1.0',
      'A window is a time it starts and a time it ends, such as 09:00 and 17:00.',
    ],
    [
      'a window of one time',
      monday([['09:00']]),
      'weekly.1.0',
      'A window is a time it starts and a time it ends, such as 09:00 and 17:00.',
    ],
    ['a number as a time', monday([['09:00', 17]]), 'weekly.1.0.1', 'A time looks like 09:30.'],
    ['an endless time', monday([['9'.repeat(5000), '17:00']]), 'weekly.1.0.0', 'A time looks like 09:30.'],
    ['no time', monday([['', '17:00']]), 'weekly.1.0', 'Say when it starts.'],
    [
      'a time without its zero',
      monday([['9:00', '17:00']]),
      'weekly.1.0',
      '“9:00” is not a time. Write it like 09:30.',
    ],
    [
      'an hour that is none',
      monday([
        ['09:00', '10:00'],
        ['09:00', '25:00'],
      ]),
      'weekly.1.1',
      '“25:00” is not a time. Write it like 17:30.',
    ],
    [
      'an empty window',
      monday([['09:00', '09:00']]),
      'weekly.1.0',
      'It ends when it starts. Choose another end, or remove it.',
    ],
    [
      'no overrides',
      { overrides: undefined },
      'overrides',
      'Give the hours of single dates by date; {} for none.',
    ],
    [
      'text as overrides',
      { overrides: 'none' },
      'overrides',
      'Give the hours of single dates by date; {} for none.',
    ],
    [
      'a date that is none',
      { overrides: { '2026-02-30': [] } },
      'overrides.2026-02-30',
      'A date looks like 2026-11-03.',
    ],
    [
      'null on a date',
      someDay(null),
      'overrides.2026-11-03',
      'Give a list of windows; an empty one closes the day.',
    ],
    [
      'a bad window on a date',
      someDay([['10:00', '10:61']]),
      'overrides.2026-11-03.0',
      '“10:61” is not a time. Write it like 17:30.',
    ],
    [
      '401 dates',
      { overrides: Object.fromEntries(manyDates.map((date) => [date, []])) },
      'overrides',
      'At most 400 dates can have hours of their own.',
    ],
    [
      'no pause',
      { bufferBeforeMinutes: undefined },
      'bufferBeforeMinutes',
      'The pause before must be a number of minutes.',
    ],
    [
      'a pause of half minutes',
      { bufferBeforeMinutes: 2.5 },
      'bufferBeforeMinutes',
      'The pause before must be whole minutes.',
    ],
    [
      'a negative pause',
      { bufferAfterMinutes: -1 },
      'bufferAfterMinutes',
      'The pause after cannot be negative.',
    ],
    [
      'a pause of hours',
      { bufferAfterMinutes: 241 },
      'bufferAfterMinutes',
      'The pause after can be at most 240 minutes.',
    ],
    [
      'notice as text',
      { minimumNoticeMinutes: '60' },
      'minimumNoticeMinutes',
      'The minimum notice must be a number of minutes.',
    ],
    [
      'notice of months',
      { minimumNoticeMinutes: 43_201 },
      'minimumNoticeMinutes',
      'The minimum notice can be at most 43200 minutes.',
    ],
    [
      'a number beyond all',
      { minimumNoticeMinutes: 1e300 },
      'minimumNoticeMinutes',
      'The minimum notice must be whole minutes.',
    ],
    ['no days', { daysAhead: null }, 'daysAhead', 'Say how many days ahead can be booked.'],
    ['days in parts', { daysAhead: 1.5 }, 'daysAhead', 'Give whole days.'],
    ['zero days', { daysAhead: 0 }, 'daysAhead', 'Offer at least one day.'],
    ['more than a year', { daysAhead: 366 }, 'daysAhead', 'At most 365 days ahead.'],
    [
      'steps of seven minutes',
      { incrementMinutes: 7 },
      'incrementMinutes',
      'Times can start every 5, 10, 15, 20, 30 or 60 minutes.',
    ],
    ['a limit of none', { mostADay: 0 }, 'mostADay', 'Allow at least one meeting a day.'],
    ['a limit beyond all', { mostAWeek: 201 }, 'mostAWeek', 'A limit can be at most 200 a week.'],
    ['a limit in parts', { mostADay: 1.5 }, 'mostADay', 'Give a whole number of meetings.'],
    [
      'a limit as text',
      { mostAWeek: '3' },
      'mostAWeek',
      'Say how many meetings a week at most, or null for no limit.',
    ],
    [
      'an eighth weekday',
      { weekStart: 8 },
      'weekStart',
      'A week begins on a day from 1 (Monday) to 7 (Sunday).',
    ],
    [
      'no steps',
      { incrementMinutes: undefined },
      'incrementMinutes',
      'Times can start every 5, 10, 15, 20, 30 or 60 minutes.',
    ],
  ])('%s', async (_, change, field, sentence) => {
    const { status, body } = await ben.put(address, { ...sound, ...change })
    expect(status).toBe(422)
    expect(body.error.fields).toEqual({ [field]: sentence })
    expect(body.error.message).toBe(sentence)
    expect((await ben.get(address)).body.saved).toBe(false)
  })

  test('everything at once, each at its place', async () => {
    const { status, body } = await ben.put(address, {})
    expect(status).toBe(422)
    const { mostADay: _, mostAWeek: __, weekStart: ___, ...needed } = sound
    expect(Object.keys(body.error.fields).toSorted()).toEqual(Object.keys(needed).toSorted())
    for (const sentence of Object.values<string>(body.error.fields))
      expect(sentence).not.toMatch(/expected|received|Invalid input/)
  })

  test.each([
    ['null', null],
    ['a list', []],
    ['text', 'hours'],
    ['a number', 3],
  ])('%s in place of a schedule', async (_, sent) => {
    expect((await ben.put(address, sent)).status).toBe(422)
  })
})

describe('the door', () => {
  test('gives the schedule as it stands', async () => {
    const dev = await parley.as('dev')
    expect(await availability.scheduleOf(parley.app.db, dev.personId)).toEqual(usualSchedule('Asia/Kolkata'))
    await dev.put(address, sound)
    expect(await availability.scheduleOf(parley.app.db, dev.personId)).toEqual(sound)
  })

  test('knows nobody it does not know', async () => {
    const nobody = '018f0000-0000-7000-8000-000000000000'
    await expect(availability.scheduleOf(parley.app.db, nobody)).rejects.toMatchObject({ kind: 'missing' })
  })
})

describe('the busy version', () => {
  const versionOf = async (personId: string) =>
    (
      await parley.app.db
        .selectFrom('busy_versions')
        .select('version')
        .where('person_id', '=', personId)
        .executeTakeFirst()
    )?.version ?? 0

  test('rises with each saved schedule and not with a refused one', async () => {
    const before = await versionOf(ana.personId)
    await ana.put(address, sound)
    expect(await versionOf(ana.personId)).toBe(before + 1)
    await ana.put(address, { ...sound, daysAhead: 0 })
    expect(await versionOf(ana.personId)).toBe(before + 1)
  })

  test('rises once for each person, and not when the change is undone', async () => {
    const { app } = parley
    const before = [await versionOf(ana.personId), await versionOf(ben.personId)]
    await app.transaction((tx) => availability.lockBusy(tx, [ben.personId, ana.personId, ben.personId]))
    await app
      .transaction(async (tx) => {
        await availability.lockBusy(tx, [ana.personId])
        throw new Error('changed my mind')
      })
      .catch(() => undefined)
    expect([await versionOf(ana.personId), await versionOf(ben.personId)]).toEqual(
      before.map((version) => version + 1),
    )
  })

  test('nobody to lock is nothing to do', async () => {
    await expect(parley.app.transaction((tx) => availability.lockBusy(tx, []))).resolves.toBeUndefined()
  })

  test('people are held until the change ends: who comes second waits', async () => {
    const { app } = parley
    const seen: string[] = []
    let letGo = () => {}
    const held = new Promise<void>((resolve) => (letGo = resolve))
    let taken = () => {}
    const isTaken = new Promise<void>((resolve) => (taken = resolve))
    const first = app.transaction(async (tx) => {
      await availability.lockBusy(tx, [ana.personId, ben.personId])
      taken()
      await held
      seen.push('first')
    })
    await isTaken
    const second = app.transaction(async (tx) => {
      await availability.lockBusy(tx, [ben.personId])
      seen.push('second')
    })
    await new Promise((resolve) => setTimeout(resolve, 150))
    expect(seen).toEqual([])
    letGo()
    await Promise.all([first, second])
    expect(seen).toEqual(['first', 'second'])
  })

  test('the same people named in any order never wait for each other', async () => {
    const { app } = parley
    const people = [ana.personId, ben.personId, (await parley.as('chiyo')).personId]
    const before = await versionOf(ana.personId)
    let starts = 0
    await Promise.all(
      Array.from({ length: 12 }, (_, turn) =>
        app.transaction(async (tx) => {
          starts += 1
          await availability.lockBusy(tx, turn % 2 === 0 ? people : people.toReversed())
        }),
      ),
    )
    expect(await versionOf(ana.personId)).toBe(before + 12)
    // A deadlock would have been tried again.
    expect(starts).toBe(12)
  })
})
