import { afterEach, beforeEach, describe, expect, test } from 'vitest'

import { chores, listBusy } from '#calendars'
import { type Client, startTestApp, type TestApp } from '#test/support/app.ts'
import { type CalDavServer, hasRadicale, startRadicale } from '#test/support/caldav-servers.ts'
import { parseInstant } from '#time/instant.ts'

import { onlyLink } from './google-world.ts'

const at = (text: string) => parseInstant(text) ?? Number.NaN
const week = [at('2026-10-26T00:00:00Z'), at('2026-11-02T00:00:00Z')] as const
const event = [
  'BEGIN:VCALENDAR',
  'VERSION:2.0',
  'PRODID:-//test//EN',
  'BEGIN:VEVENT',
  'UID:one',
  'DTSTAMP:20261001T000000Z',
  'DTSTART:20261026T090000Z',
  'DTEND:20261026T100000Z',
  'SUMMARY:Dentist',
  'END:VEVENT',
  'END:VCALENDAR',
  '',
].join('\r\n')

describe.skipIf(!hasRadicale())('an account on a CalDAV server', () => {
  let server: CalDavServer
  let calendar: string
  let parley: TestApp
  let dev: Client

  beforeEach(async () => {
    server = await startRadicale()
    calendar = await server.makeCalendar()
    parley = await startTestApp({ env: { ALLOW_PRIVATE_NETS: '127.0.0.1/32' } })
    dev = await parley.as('dev')
  })
  afterEach(async () => {
    await parley.stop()
    await server.stop()
  })

  const typed = (change: Record<string, string> = {}) => {
    const { address, userName, password } = server
    return { provider: 'caldav', address, userName, password, ...change }
  }
  const runChores = async () => {
    for (const { run } of chores) await run(parley.app)
  }

  async function putEvent(): Promise<void> {
    const { userName, password } = server
    const authorization = `Basic ${Buffer.from(`${userName}:${password}`).toString('base64')}`
    const answer = await fetch(`${calendar}one.ics`, {
      method: 'PUT',
      headers: { authorization, 'content-type': 'text/calendar' },
      body: event,
    })
    expect(answer.ok).toBe(true)
  }

  async function hoursTaken(): Promise<number> {
    const [busy] = await listBusy(parley.app.db, [dev.personId], week, parley.clock.now())
    return busy?.calendars.flatMap(({ intervals }) => intervals).length ?? 0
  }

  test('is linked by its password, read, and followed', async () => {
    const linked = await dev.post('/api/calendars/links/caldav', typed())
    expect(linked.status, JSON.stringify(linked.body)).toBe(200)
    const link = await onlyLink(dev)
    expect(link).toMatchObject({ provider: 'caldav', state: 'linked', trouble: null })
    expect(link.calendars).toContainEqual(expect.objectContaining({ countsAsBusy: true, canWrite: true }))
    expect(link.calendars.filter((one: { receives: boolean }) => one.receives)).toHaveLength(1)
    const rows = await parley.app.db.selectFrom('calendar_links').selectAll().execute()
    expect(JSON.stringify(rows)).not.toContain(server.password)
    expect(await hoursTaken()).toBe(0)
    await putEvent()
    parley.clock.advance(4 * 60_000)
    await runChores()
    expect(await hoursTaken()).toBe(1)
  })

  test('says which field is wrong, and keeps nothing', async () => {
    const wrong = await dev.post('/api/calendars/links/caldav', typed({ password: 'not it' }))
    expect([wrong.status, wrong.body.error.code]).toEqual([422, 'not_let_in'])
    expect(Object.keys(wrong.body.error.fields)).toEqual(['password'])
    const { port } = new URL(server.address)
    for (const address of [
      `http://127.0.0.1:${Number(port) + 1}/`,
      'http://10.1.2.3/',
      'https://localhost:1/',
    ]) {
      const nowhere = await dev.post('/api/calendars/links/caldav', typed({ address }))
      expect([409, 422], JSON.stringify(nowhere.body)).toContain(nowhere.status)
      expect(nowhere.body.error.message).not.toMatch(/refused|ECONN|private/i)
    }
    expect((await dev.get('/api/calendars')).body.links).toEqual([])
  })

  test('whose password was changed needs relinking, with the new one and the same name', async () => {
    const { linkId } = (await dev.post('/api/calendars/links/caldav', typed())).body
    server.setPassword('another one')
    parley.clock.advance(4 * 60_000)
    await runChores()
    expect(await onlyLink(dev)).toMatchObject({ state: 'needs_relink', trouble: { mend: 'relink' } })
    const again = typed({ password: 'another one' })
    const renewed = await dev.post('/api/calendars/links/caldav', { ...again, relinksId: linkId })
    expect(renewed.body).toEqual({ linkId })
    expect(await onlyLink(dev)).toMatchObject({ id: linkId, state: 'linked', trouble: null })
  })
})
