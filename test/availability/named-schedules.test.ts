import { afterAll, beforeAll, describe, expect, test } from 'vitest'

import * as availability from '#availability'
import { usualSchedule } from '#availability/schedule.ts'
import { bookFor, sendOffer, startsOf } from '#test/meetings/offers.ts'
import { type Client, makeRoom, newKey, startTestApp, type TestApp } from '#test/support/app.ts'

let parley: TestApp

beforeAll(async () => {
  parley = await startTestApp()
})
afterAll(() => parley.stop())

const all = '/api/me/schedules'
const evenings = { ...usualSchedule('Europe/Lisbon'), weekly: { '1': [['18:00', '21:00']] }, daysAhead: 60 }

async function someone(): Promise<Client> {
  const client = parley.stranger()
  const email = `${newKey()}@parley.test`
  const { body } = await client.post('/api/sign-up', {
    name: 'Somebody',
    email,
    password: 'nobody keeps this',
    timeZone: 'Europe/Lisbon',
  })
  return Object.assign(client, { personId: body.me.id })
}

async function make(client: Client, name: string, rest: Record<string, unknown> = {}): Promise<string> {
  const { status, body } = await client.post(all, { name, ...rest })
  expect(status, JSON.stringify(body)).toBe(200)
  return body.schedule.id
}

type Kept = { id: string; name: string; isDefault: boolean; schedule: Record<string, unknown> }

async function keptBy(client: Client): Promise<Kept[]> {
  return (await client.get(all)).body.schedules
}

async function namesOf(client: Client): Promise<string[]> {
  return (await keptBy(client)).map(({ name, isDefault }) => (isDefault ? `${name} *` : name))
}

test('nobody has any until one is saved; the first is the default', async () => {
  const ana = await someone()
  expect(await keptBy(ana)).toEqual([])
  await ana.put('/api/me/schedule', evenings)
  expect(await keptBy(ana)).toMatchObject([{ name: 'Working hours', isDefault: true, schedule: evenings }])
})

test('a second one begins with the usual hours, and what was not saved yet is kept first', async () => {
  const ana = await someone()
  await make(ana, ' Evening course ')
  expect(await namesOf(ana)).toEqual(['Working hours *', 'Evening course'])
  for (const { schedule } of await keptBy(ana)) expect(schedule).toEqual(usualSchedule('Europe/Lisbon'))
})

test('each is saved for itself, and the default is the one at the plain address', async () => {
  const ana = await someone()
  const course = await make(ana, 'Evening course')
  expect((await ana.put(`${all}/${course}`, evenings)).body).toEqual({ schedule: evenings, saved: true })
  expect((await ana.get('/api/me/schedule')).body.schedule).toEqual(usualSchedule('Europe/Lisbon'))
  const other = { ...evenings, daysAhead: 7 }
  await ana.put('/api/me/schedule', other)
  expect((await keptBy(ana)).map(({ schedule }) => schedule)).toEqual([other, evenings])
})

test('one is copied with all that is in it', async () => {
  const ana = await someone()
  const course = await make(ana, 'Evening course')
  await ana.put(`${all}/${course}`, evenings)
  const copy = await make(ana, 'Evening course, spring', { copyOf: course })
  expect(await keptBy(ana)).toContainEqual({
    id: copy,
    name: 'Evening course, spring',
    isDefault: false,
    schedule: evenings,
  })
})

test('the default is another one at a press, and the plain address follows', async () => {
  const ana = await someone()
  const course = await make(ana, 'Evening course')
  await ana.put(`${all}/${course}`, evenings)
  expect((await ana.post(`${all}/${course}/default`)).body.schedule).toMatchObject({ isDefault: true })
  await ana.post(`${all}/${course}/default`)
  expect(await namesOf(ana)).toEqual(['Evening course *', 'Working hours'])
  expect((await ana.get('/api/me/schedule')).body).toEqual({ schedule: evenings, saved: true })
})

test('what an invite leaves open follows the new default', async () => {
  const [ana, ben] = [await someone(), await someone()]
  const room = await makeRoom(ana, [ben])
  const invite = await sendOffer(ana, room, { fromDate: '2026-10-26', untilDate: '2026-10-30' })
  const before = await startsOf(ben, invite)
  const slow = await make(ana, 'Slow')
  await ana.put(`${all}/${slow}`, { ...evenings, minimumNoticeMinutes: 5 * 1440 })
  expect(await startsOf(ben, invite)).toEqual(before)
  await ana.post(`${all}/${slow}/default`)
  const after = await startsOf(ben, invite)
  expect(after.length).toBeGreaterThan(0)
  expect(after.length).toBeLessThan(before.length)
  await bookFor(ben, invite, after[0] ?? '')
})

describe('names', () => {
  test('are changed, trimmed, and each is there once whatever its case', async () => {
    const ana = await someone()
    const course = await make(ana, 'Evening course')
    expect((await ana.patch(`${all}/${course}`, { name: ' Choir ' })).body.schedule.name).toBe('Choir')
    expect((await ana.patch(`${all}/${course}`, { name: 'CHOIR' })).status).toBe(200)
    for (const taken of [
      await ana.patch(`${all}/${course}`, { name: 'working HOURS' }),
      await ana.post(all, { name: 'choir' }),
    ]) {
      expect(taken.status).toBe(422)
      expect(taken.body.error.fields).toEqual({
        name: 'You have a schedule of this name. Choose another one.',
      })
    }
  })

  test.each([
    ['nothing', undefined, 'A name for the schedule must be text.'],
    ['blanks', '   ', 'A name for the schedule is needed.'],
    ['a number', 3, 'A name for the schedule must be text.'],
    ['a novel', 'x'.repeat(61), 'A name for the schedule can have at most 60 characters.'],
  ])('%s is none', async (_, name, sentence) => {
    const ana = await someone()
    const { status, body } = await ana.post(all, { name })
    expect([status, body.error.fields]).toEqual([422, { name: sentence }])
  })

  test('twenty is enough', async () => {
    const ana = await someone()
    for (let count = 1; count < 20; count += 1) await make(ana, `Schedule ${count}`)
    const { status, body } = await ana.post(all, { name: 'One more' })
    expect([status, body.error.code]).toEqual([409, 'too_many_schedules'])
  })
})

describe('removing', () => {
  test('is for all but the default', async () => {
    const ana = await someone()
    const course = await make(ana, 'Evening course')
    const [first] = await keptBy(ana)
    const refused = await ana.delete(`${all}/${first?.id}`)
    expect([refused.status, refused.body.error.code]).toEqual([409, 'default_schedule'])
    expect((await ana.delete(`${all}/${course}`)).status).toBe(200)
    expect((await ana.delete(`${all}/${course}`)).status).toBe(404)
    expect(await namesOf(ana)).toEqual(['Working hours *'])
  })

  test('leaves whatever named it with the default', async () => {
    const ana = await someone()
    const { db } = parley.app
    const course = await make(ana, 'Evening course')
    await ana.put(`${all}/${course}`, evenings)
    expect(await availability.scheduleOf(db, ana.personId, course)).toEqual(evenings)
    await ana.delete(`${all}/${course}`)
    expect(await availability.scheduleOf(db, ana.personId, course)).toEqual(usualSchedule('Europe/Lisbon'))
  })
})

test('nobody names a schedule of somebody else', async () => {
  const [ana, ben] = [await someone(), await someone()]
  const course = await make(ana, 'Evening course')
  await ana.put(`${all}/${course}`, evenings)
  const { db } = parley.app
  expect(await availability.scheduleOf(db, ben.personId, course)).toEqual(usualSchedule('Europe/Lisbon'))
  await expect(availability.accessSchedule(db, course, ben.personId)).rejects.toMatchObject({
    kind: 'missing',
  })
  expect((await ben.post(all, { name: 'Mine now', copyOf: course })).status).toBe(404)
  expect(await keptBy(ben)).toEqual([])
})

describe('exactly one default', () => {
  test('is what many presses at once leave', async () => {
    const ana = await someone()
    const made = await Promise.all(['A', 'B', 'C', 'D'].map((name) => make(ana, name)))
    await Promise.all(made.map((id) => ana.post(`${all}/${id}/default`)))
    expect((await keptBy(ana)).filter((one) => one.isDefault)).toHaveLength(1)
    expect(await keptBy(ana)).toHaveLength(5)
  })

  test('is what the database holds, whoever writes', async () => {
    const ana = await someone()
    await make(ana, 'Evening course')
    const write = (isDefault: boolean) =>
      parley.app.db
        .updateTable('schedules')
        .set({ is_default: isDefault })
        .where('person_id', '=', ana.personId)
        .execute()
    await expect(write(false)).rejects.toMatchObject({ code: '23514' })
    await expect(write(true)).rejects.toMatchObject({ code: '23505' })
    expect(await namesOf(ana)).toEqual(['Working hours *', 'Evening course'])
  })
})

test('all of them are in the export', async () => {
  const ana = await someone()
  await make(ana, 'Evening course')
  const { body } = await ana.post('/api/me/export')
  expect(body.availability).toMatchObject([{ name: 'Working hours' }, { name: 'Evening course' }])
})
