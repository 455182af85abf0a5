import { afterEach, beforeEach, describe, expect, test } from 'vitest'

import { chores, readNow } from '#calendars'
import { openClient } from '#test/support/app.ts'

import {
  anaThere,
  benThere,
  comeBack,
  type GoogleWorld,
  linkGoogle,
  onlyLink,
  startGoogleWorld,
  until,
} from './google-world.ts'

let world: GoogleWorld

beforeEach(async () => {
  world = await startGoogleWorld()
})
afterEach(() => world.stop())

const secrets = /ya29\.|1\/\/0|code_verifier/

async function runChores(): Promise<void> {
  for (const { run } of chores) await run(world.parley.app)
}

async function mailsTo(email: string) {
  return (await world.parley.mails()).filter(({ to }) => to === email)
}

describe('linking', () => {
  test('leads back to a page that names the account; nothing is linked before it is confirmed', async () => {
    const ana = await world.parley.as('ana')
    const returnTo = '/rooms?step=share'
    const back = await comeBack(world, ana, { returnTo })
    expect(back.status).toBe(303)
    const location = String(back.headers.get('location'))
    expect(location).toMatch(/^\/calendars\/confirm\/[0-9a-f-]{36}$/)
    const attempt = `/api/calendars/attempts/${location.split('/').at(-1)}`
    expect((await ana.get(attempt)).body).toEqual({
      provider: 'google',
      shownAs: anaThere,
      missing: [],
      returnTo,
      relinks: false,
    })
    expect((await ana.get('/api/calendars')).body.links).toEqual([])

    const confirmed = await ana.post(`${attempt}/confirm`)
    expect(confirmed.status).toBe(200)
    expect(confirmed.body).toEqual({ linkId: expect.any(String), returnTo })
    const link = await onlyLink(ana)
    expect(link).toMatchObject({
      provider: 'google',
      shownAs: anaThere,
      state: 'linked',
      trouble: null,
      waiting: 0,
      rules: { tentative: true, unanswered: true, allDay: true },
      calendars: [{ name: anaThere, countsAsBusy: true, receives: true, canWrite: true, ignored: false }],
      relinkWindow: null,
    })
    expect(link.lastReadAt).toBe('2026-10-23T10:00:00Z')
    expect((await ana.post(`${attempt}/confirm`)).status).toBe(404)
    expect((await mailsTo('ana@parley.test')).map(({ subject }) => subject)).toContain(
      'Google Calendar is linked to your account',
    )
    expect(world.google.breaches()).toEqual([])
  })

  test('keeps what opens the account sealed, and out of every answer', async () => {
    const ana = await world.parley.as('ana')
    await linkGoogle(world, ana)
    const rows = await world.parley.app.db.selectFrom('calendar_links').selectAll().execute()
    expect(JSON.stringify(rows)).not.toMatch(secrets)
    expect(JSON.stringify((await ana.get('/api/calendars')).body)).not.toMatch(secrets)
    const audit = await world.parley.app.db.selectFrom('audit').selectAll().execute()
    expect(audit.map(({ action }) => action)).toContain('calendar.linked')
    expect(JSON.stringify(audit)).not.toMatch(secrets)
  })

  test('can be declined at Google, and dropped here: then what was granted is given back', async () => {
    const ana = await world.parley.as('ana')
    const denied = await comeBack(world, ana, { cancel: true, returnTo: '/rooms' })
    expect(denied.headers.get('location')).toBe('/rooms?calendar=denied')
    const back = await comeBack(world, ana)
    const attempt = `/api/calendars/attempts/${String(back.headers.get('location')).split('/').at(-1)}`
    const dropped = await ana.delete(attempt)
    expect(dropped.body).toEqual({ done: true, returnTo: '/settings/calendars' })
    expect((await ana.get(attempt)).status).toBe(404)
    expect(world.google.requests.map(({ path }) => path)).toContain('/revoke')
    expect((await ana.get('/api/calendars')).body.links).toEqual([])
  })

  test('says what was not granted, and refuses an account that cannot be read', async () => {
    const ana = await world.parley.as('ana')
    const scope = 'https://www.googleapis.com/auth/'
    const half = await comeBack(world, ana, { untick: [`${scope}calendar.events.owned`] })
    const first = `/api/calendars/attempts/${String(half.headers.get('location')).split('/').at(-1)}`
    expect((await ana.get(first)).body.missing).toEqual(['write'])
    await ana.delete(first)
    const none = await comeBack(world, ana, {
      untick: ['calendar.events.owned', 'calendar.events.freebusy'].map((name) => `${scope}${name}`),
    })
    const second = `/api/calendars/attempts/${String(none.headers.get('location')).split('/').at(-1)}`
    const refused = await ana.post(`${second}/confirm`)
    expect([refused.status, refused.body.error.code]).toEqual([409, 'not_granted'])
  })
})

describe('the way back from Google', () => {
  const failed = '/settings/calendars?calendar=failed'

  test('is for the session that set out, once', async () => {
    const ana = await world.parley.as('ana')
    const ben = await world.parley.as('ben')
    for (const inside of [ben, openClient(world.parley.url)]) {
      const back = await comeBack(world, ana, { inside })
      expect([back.status, back.headers.get('location')]).toEqual([303, failed])
    }
    const started = await ana.post('/api/calendars/links/oauth', { provider: 'google', returnTo: '/rooms' })
    const back = await world.google.consent(started.body.url, { email: anaThere })
    const path = `${back.pathname}${back.search}`
    expect(String((await ana.get(path)).headers.get('location'))).toContain('/calendars/confirm/')
    expect((await ana.get(path)).headers.get('location')).toBe(failed)
    expect((await ben.get('/api/calendars')).body.links).toEqual([])
  })

  test('is for the provider it was begun with, for ten minutes, and never elsewhere', async () => {
    const ana = await world.parley.as('ana')
    const started = await ana.post('/api/calendars/links/oauth', { provider: 'google', returnTo: '/rooms' })
    const back = await world.google.consent(started.body.url, { email: anaThere })
    const elsewhere = await ana.get(`/oauth/microsoft/callback${back.search}`)
    expect(elsewhere.headers.get('location')).toBe(failed)
    world.parley.clock.advance(10 * 60_000)
    expect((await ana.get(`${back.pathname}${back.search}`)).headers.get('location')).toBe(failed)
    for (const query of ['', '?state=', '?state=x&code=y', '?state=x&state=y', '?error=access_denied']) {
      const answer = await ana.get(`/oauth/google/callback${query}`)
      expect([answer.status, answer.headers.get('location')]).toEqual([303, failed])
    }
    for (const returnTo of ['https://evil.example', '//evil.example', '/oauth/google/callback']) {
      const refused = await ana.post('/api/calendars/links/oauth', { provider: 'google', returnTo })
      expect(refused.status).toBe(422)
    }
  })

  test('the account that came back is confirmed by nobody else', async () => {
    const ana = await world.parley.as('ana')
    const ben = await world.parley.as('ben')
    const back = await comeBack(world, ana)
    const attempt = `/api/calendars/attempts/${String(back.headers.get('location')).split('/').at(-1)}`
    expect((await ben.get(attempt)).status).toBe(404)
    expect((await ben.post(`${attempt}/confirm`)).status).toBe(404)
    expect((await ben.delete(attempt)).status).toBe(404)
    expect((await ana.post(`${attempt}/confirm`)).status).toBe(200)
  })
})

describe('one account', () => {
  test('belongs to one person; linked again by the same it is the same link', async () => {
    const ana = await world.parley.as('ana')
    const ben = await world.parley.as('ben')
    const linkId = await linkGoogle(world, ana)
    const back = await comeBack(world, ben, { email: anaThere })
    const attempt = `/api/calendars/attempts/${String(back.headers.get('location')).split('/').at(-1)}`
    const refused = await ben.post(`${attempt}/confirm`)
    expect([refused.status, refused.body.error.code]).toEqual([409, 'account_of_another'])
    expect(await linkGoogle(world, ana)).toBe(linkId)
  })

  test('is renewed by itself alone, and keeps its calendars and settings', async () => {
    const ana = await world.parley.as('ana')
    const linkId = await linkGoogle(world, ana)
    const before = await onlyLink(ana)
    await ana.put(`/api/calendars/links/${linkId}/rules`, {
      tentative: false,
      unanswered: true,
      allDay: false,
    })
    const back = await comeBack(world, ana, { email: benThere, relinksId: linkId })
    const attempt = `/api/calendars/attempts/${String(back.headers.get('location')).split('/').at(-1)}`
    const refused = await ana.post(`${attempt}/confirm`)
    expect([refused.status, refused.body.error.code]).toEqual([409, 'other_account'])
    expect(refused.body.error.message).toContain(anaThere)
    world.parley.clock.advance(60_000)
    expect(await linkGoogle(world, ana, { relinksId: linkId })).toBe(linkId)
    const after = await onlyLink(ana)
    expect(after.rules).toEqual({ tentative: false, unanswered: true, allDay: false })
    expect(after.calendars.map(({ id }: { id: string }) => id)).toEqual(
      before.calendars.map(({ id }: { id: string }) => id),
    )
    expect(after.linkedAt).toBe('2026-10-23T10:01:00Z')
    const row = await world.parley.app.db.selectFrom('calendar_links').select('generation').executeTakeFirst()
    expect(row?.generation).toBe(2)
  })
})

describe('a grant that is withdrawn', () => {
  test('shows within five minutes, with one mail, and nothing is tried again', async () => {
    const ana = await world.parley.as('ana')
    const linkId = await linkGoogle(world, ana)
    world.google.revoke(anaThere)
    world.parley.clock.advance(4 * 60_000)
    await runChores()
    const link = await onlyLink(ana)
    expect(link).toMatchObject({ state: 'needs_relink', trouble: { mend: 'relink' } })
    const asked = world.google.requests.length
    for (let minutes = 0; minutes < 30; minutes += 5) {
      world.parley.clock.advance(5 * 60_000)
      await runChores()
    }
    expect(world.google.requests.length).toBe(asked)
    const told = await mailsTo('ana@parley.test')
    expect(told.filter(({ subject }) => subject.includes('needs to be linked again'))).toHaveLength(1)

    await linkGoogle(world, ana, { relinksId: linkId })
    expect(await onlyLink(ana)).toMatchObject({ id: linkId, state: 'linked', trouble: null })
  })

  test('an access token that ends early is no such thing', async () => {
    const ana = await world.parley.as('ana')
    const linkId = await linkGoogle(world, ana)
    world.google.expireAccessTokens(anaThere)
    expect((await ana.post(`/api/calendars/links/${linkId}/read`)).status).toBe(200)
    expect(await onlyLink(ana)).toMatchObject({ state: 'linked', trouble: null })
  })

  test('a registration of ours that is wrong blames nobody', async () => {
    const ana = await world.parley.as('ana')
    await linkGoogle(world, ana)
    world.google.registerClient({ id: 'parley.apps', secret: 'another', redirectUris: [] })
    world.parley.clock.advance(4 * 60_000)
    await runChores()
    const link = await onlyLink(ana)
    expect(link.state).toBe('linked')
    expect(link.trouble).toMatchObject({
      mend: null,
      sentence: expect.stringContaining('Whoever runs this Parley'),
    })
  })
})

describe('ending a link', () => {
  test('stops watches, gives the grant back, erases secrets and busy times, and tells', async () => {
    const ana = await world.parley.as('ana')
    world.google.person(anaThere).addEvent({ start: '2026-10-26T09:00:00Z', end: '2026-10-26T10:00:00Z' })
    const linkId = await linkGoogle(world, ana)
    expect(world.google.channels()).toHaveLength(1)
    const { db } = world.parley.app
    expect(await db.selectFrom('busy_times').selectAll().execute()).toHaveLength(1)

    const ended = await ana.delete(`/api/calendars/links/${linkId}`)
    expect(ended.body).toEqual({ done: true, revokeAt: null })
    expect(world.google.channels()).toEqual([])
    expect(await db.selectFrom('busy_times').selectAll().execute()).toEqual([])
    const [row] = await db.selectFrom('calendar_links').selectAll().execute()
    expect(row).toMatchObject({ state: 'unlinked', secrets: null })
    expect((await ana.get('/api/calendars')).body.links).toEqual([])
    expect((await ana.delete(`/api/calendars/links/${linkId}`)).status).toBe(404)
    expect(world.google.person(anaThere).events()).toHaveLength(1)
    expect((await mailsTo('ana@parley.test')).map(({ subject }) => subject)).toContain(
      'Google Calendar is no longer linked',
    )
    const asked = world.google.requests.length
    world.parley.clock.advance(60 * 60_000)
    await runChores()
    expect(world.google.requests.length).toBe(asked)
    expect(await linkGoogle(world, ana)).not.toBe(linkId)
  })

  test('stops watches also where the token that is kept has run out', async () => {
    const ana = await world.parley.as('ana')
    const linkId = await linkGoogle(world, ana)
    expect(world.google.channels()).toHaveLength(1)
    world.google.expireAccessTokens(anaThere)
    world.parley.clock.advance(3 * 60 * 60_000)
    expect((await ana.delete(`/api/calendars/links/${linkId}`)).body).toEqual({ done: true, revokeAt: null })
    expect(world.google.channels()).toEqual([])
  })

  test('a watch that is being asked for meanwhile is not left behind', async () => {
    const ana = await world.parley.as('ana')
    world.google.fail({ kind: 'backend-error', times: 100, match: { path: '/revoke' } })
    const slow = world.google.fail({ kind: 'latency', ms: 1_500, match: { path: /\/watch$/ } })
    const linking = linkGoogle(world, ana)
    await until(() => slow.hits > 0, 'a watch is asked for')
    const { id } = await onlyLink(ana)
    expect((await ana.delete(`/api/calendars/links/${id}`)).status).toBe(200)
    await linking
    expect(world.google.channels()).toEqual([])
    const watched = world.parley.app.db
      .selectFrom('calendars')
      .select('watch_id')
      .where('watch_id', 'is not', null)
    expect(await watched.execute()).toEqual([])
  })

  test('what is being read meanwhile is not kept, neither by a reading nor for a booking', async () => {
    const ana = await world.parley.as('ana')
    const linkId = await linkGoogle(world, ana)
    world.google
      .person(anaThere)
      .addEvent({ start: '2026-10-26T09:00:00Z', end: '2026-10-26T10:00:00Z', summary: 'The dentist' })
    world.parley.clock.advance(60 * 60_000)
    const revoked = world.google.fail({ kind: 'backend-error', times: 100, match: { path: '/revoke' } })
    const slow = world.google.fail({
      kind: 'latency',
      ms: 1_500,
      times: 100,
      match: { method: 'GET', path: /\/events$/ },
    })
    const reading = runChores()
    const booking = readNow(world.parley.app, ana.personId, [
      Date.parse('2026-10-26T09:00:00Z'),
      Date.parse('2026-10-26T10:00:00Z'),
    ])
    await until(() => slow.hits > 1, 'both read')
    expect((await ana.delete(`/api/calendars/links/${linkId}`)).status).toBe(200)
    await Promise.all([reading, booking])
    slow.cancel()
    revoked.cancel()
    await runChores()
    const { db } = world.parley.app
    expect(await db.selectFrom('busy_times').selectAll().execute()).toEqual([])
    expect(await db.selectFrom('busy_titles').selectAll().execute()).toEqual([])
    const watched = db.selectFrom('calendars').select('watch_id').where('watch_id', 'is not', null)
    expect(await watched.execute()).toEqual([])
  })

  test('works while Google is away, and says where to take access away by hand', async () => {
    const ana = await world.parley.as('ana')
    const linkId = await linkGoogle(world, ana)
    world.google.fail({ kind: 'status', status: 503, times: 100, match: { path: '/' } })
    const ended = await ana.delete(`/api/calendars/links/${linkId}`)
    expect(ended.status).toBe(200)
    expect(ended.body.revokeAt).toMatch(/^https:\/\/myaccount\.google\.com/)
    expect((await ana.get('/api/calendars')).body.links).toEqual([])
  })
})

describe('calendars of an account', () => {
  test('one receives; others count if their owner wants, and what cannot be written cannot receive', async () => {
    const ana = await world.parley.as('ana')
    const person = world.google.person(anaThere)
    const team = person.addCalendar({ summary: 'Team', role: 'owner' })
    const holidays = person.addCalendar({ summary: 'Holidays', role: 'reader', owner: benThere })
    await linkGoogle(world, ana)
    const { calendars } = await onlyLink(ana)
    expect(
      calendars.map((one: Record<string, unknown>) => [
        one.name,
        one.countsAsBusy,
        one.receives,
        one.canWrite,
      ]),
    ).toEqual([
      [anaThere, true, true, true],
      ['Holidays', false, false, false],
      ['Team', false, false, true],
    ])
    expect([team, holidays]).toHaveLength(2)
    const idOf = (name: string) => calendars.find((one: { name: string }) => one.name === name).id
    const refused = await ana.put(`/api/calendars/calendars/${idOf('Holidays')}`, {
      countsAsBusy: true,
      receives: true,
    })
    expect([refused.status, refused.body.error.code]).toEqual([409, 'cannot_receive'])
    await ana.put(`/api/calendars/calendars/${idOf('Team')}`, { countsAsBusy: true, receives: true })
    const after = (await onlyLink(ana)).calendars
    expect(after.map((one: Record<string, unknown>) => [one.name, one.receives])).toEqual([
      [anaThere, false],
      ['Holidays', false],
      ['Team', true],
    ])
    const ben = await world.parley.as('ben')
    const foreign = await ben.put(`/api/calendars/calendars/${idOf('Team')}`, {
      countsAsBusy: true,
      receives: false,
    })
    expect(foreign.status).toBe(404)
  })

  test('one that is added there shows here by itself', async () => {
    const ana = await world.parley.as('ana')
    await linkGoogle(world, ana)
    world.google.person(anaThere).addCalendar({ summary: 'Choir', role: 'owner' })
    world.parley.clock.advance(4 * 60_000)
    await runChores()
    await until(async () => (await onlyLink(ana)).calendars.length === 2, 'the new calendar shows')
  })
})

test('whether meetings one only attends are written is kept', async () => {
  const ana = await world.parley.as('ana')
  expect((await ana.get('/api/calendars')).body.writesAttended).toBe(true)
  await ana.put('/api/calendars/settings', { writesAttended: false })
  expect((await ana.get('/api/calendars')).body.writesAttended).toBe(false)
})

test('kinds that are set up can be linked, the others say what turns them on', async () => {
  const ana = await world.parley.as('ana')
  const { providers } = (await ana.get('/api/calendars/providers')).body
  const linkable = providers.filter((one: { linkable: boolean }) => one.linkable)
  expect(linkable.map((one: { provider: string }) => one.provider)).toEqual([
    'google',
    'apple',
    'caldav',
    'feed',
  ])
  const microsoft = providers.find((one: { provider: string }) => one.provider === 'microsoft')
  expect(microsoft.sentence).toContain('docs/providers/microsoft.md')
  const refused = await ana.post('/api/calendars/links/oauth', { provider: 'microsoft', returnTo: '/rooms' })
  expect([refused.status, refused.body.error.code]).toEqual([409, 'not_set_up'])
})
