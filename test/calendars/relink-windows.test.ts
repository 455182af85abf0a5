import { afterEach, beforeEach, expect, test } from 'vitest'

import { chores, listBusy } from '#calendars'
import type { Client } from '#test/support/app.ts'
import { parseInstant } from '#time/instant.ts'

import { anaThere, type GoogleWorld, linkGoogle, onlyLink, startGoogleWorld } from './google-world.ts'

let world: GoogleWorld
let ana: Client
let ben: Client

beforeEach(async () => {
  world = await startGoogleWorld({ OPERATORS: 'ben@parley.test' })
  ana = await world.parley.as('ana')
  ben = await world.parley.as('ben')
  const { db } = world.parley.app
  const verified = { email_verified_at: new Date(world.parley.clock.now()) }
  await db.updateTable('people').set(verified).where('id', '=', ben.personId).execute()
})
afterEach(() => world.stop())

const at = (text: string) => parseInstant(text) ?? Number.NaN
const range = [at('2026-10-26T00:00:00Z'), at('2026-12-02T00:00:00Z')] as const
const asked = {
  providers: ['google'],
  from: '2026-10-25',
  until: '2026-10-27',
  timeZone: 'Europe/Lisbon',
  text: 'Google wants to hear from you again.',
}

async function runChores(): Promise<void> {
  for (const { run } of chores) await run(world.parley.app)
}

async function busyHours(): Promise<number> {
  const { app } = world.parley
  const [busy] = await listBusy(app.db, [ana.personId], range, app.now())
  return busy?.calendars.flatMap(({ intervals }) => intervals).length ?? 0
}

async function relinkMails() {
  return (await world.parley.mails()).filter(({ subject }) => subject.startsWith('Please link'))
}

test('from the first date a banner and one mail, to the end of the second it works, then it is suspended', async () => {
  world.google.person(anaThere).addEvent({ start: '2026-11-03T09:00:00Z', end: '2026-11-03T10:00:00Z' })
  const linkId = await linkGoogle(world, ana)
  const made = await ben.post('/api/calendars/relink-windows', asked)
  expect(made.body.window).toMatchObject({ ...asked, phase: 'coming' })
  await runChores()
  expect(await onlyLink(ana)).toMatchObject({ state: 'linked', relinkWindow: null })
  expect(await relinkMails()).toEqual([])

  world.parley.clock.set('2026-10-24T23:00:00Z')
  await runChores()
  await runChores()
  const { from, until, timeZone, text } = asked
  expect(await onlyLink(ana)).toMatchObject({
    state: 'linked',
    relinkWindow: { from, until, timeZone, text, isOpen: true },
  })
  const mails = await relinkMails()
  expect(mails.map(({ to }) => to)).toEqual(['ana@parley.test'])
  expect(mails[0]?.text).toContain(text)
  expect(mails[0]?.text).toContain('27 October 2026')

  world.parley.clock.set('2026-10-27T23:59:59Z')
  await runChores()
  expect(await onlyLink(ana)).toMatchObject({ state: 'linked' })
  expect(await busyHours()).toBe(1)
  world.parley.clock.set('2026-10-28T00:00:00Z')
  expect(await onlyLink(ana)).toMatchObject({
    state: 'suspended',
    trouble: { mend: 'relink', sentence: expect.stringContaining('Add to calendar') },
    relinkWindow: { isOpen: false },
  })
  expect(await busyHours()).toBe(0)
  const requests = world.google.requests.length
  world.parley.clock.set('2026-10-29T12:00:00Z')
  await runChores()
  expect((await ana.post(`/api/calendars/links/${linkId}/read`)).status).toBe(200)
  expect(world.google.requests.length).toBe(requests)
  expect(await relinkMails()).toHaveLength(1)

  expect(await linkGoogle(world, ana, { relinksId: linkId })).toBe(linkId)
  expect(await onlyLink(ana)).toMatchObject({ state: 'linked', trouble: null, relinkWindow: null })
  expect(await busyHours()).toBe(1)
})

test('who relinks before or during it is done; who links during it is not asked', async () => {
  const linkId = await linkGoogle(world, ana)
  world.parley.clock.advance(60_000)
  await ben.post('/api/calendars/relink-windows', asked)
  world.parley.clock.advance(60_000)
  await linkGoogle(world, ana, { relinksId: linkId })
  world.parley.clock.set('2026-10-26T12:00:00Z')
  await linkGoogle(world, ben, { email: 'ben.carter@example.com' })
  await runChores()
  expect((await onlyLink(ana)).relinkWindow).toBeNull()
  expect((await onlyLink(ben)).relinkWindow).toBeNull()
  expect(await relinkMails()).toEqual([])
})

test('taken back, it suspends nobody; only operators see and make them', async () => {
  await linkGoogle(world, ana)
  const { body } = await ben.post('/api/calendars/relink-windows', {
    ...asked,
    from: '2026-10-20',
    until: '2026-10-22',
  })
  // Linked after it was over: nothing of it concerns her.
  expect((await onlyLink(ana)).state).toBe('linked')
  const early = await ben.post('/api/calendars/relink-windows', { ...asked, until: '2026-10-25' })
  world.parley.clock.set('2026-10-26T12:00:00Z')
  expect((await onlyLink(ana)).state).toBe('suspended')
  const { windows } = (await ben.get('/api/calendars/relink-windows')).body
  expect(windows.map(({ phase }: { phase: string }) => phase)).toEqual(['over', 'over'])
  expect((await ana.get('/api/calendars/relink-windows')).status).toBe(404)
  expect((await ana.delete(`/api/calendars/relink-windows/${early.body.window.id}`)).status).toBe(404)
  for (const id of [body.window.id, early.body.window.id])
    expect((await ben.delete(`/api/calendars/relink-windows/${id}`)).status).toBe(200)
  expect((await onlyLink(ana)).state).toBe('linked')
})

test.each([
  [{ from: '2026-10-28' }, 'until'],
  [{ providers: [] }, 'providers'],
  [{ providers: ['outlook'] }, 'providers.0'],
  [{ timeZone: 'Europe/Nowhere' }, 'timeZone'],
  [{ text: ' ' }, 'text'],
  [{ from: '2026-02-30' }, 'from'],
  [{ until: '9999-12-31' }, 'until'],
])('%j is refused by name', async (change, field) => {
  const refused = await ben.post('/api/calendars/relink-windows', { ...asked, ...change })
  expect(refused.status).toBe(422)
  expect(Object.keys(refused.body.error.fields)).toContain(field)
})
