import { afterAll, beforeAll, describe, expect, test } from 'vitest'

import { toIso } from '#time/instant.ts'

import { anaThere, type GoogleWorld, linkGoogle, startGoogleWorld } from './google-world.ts'

let world: GoogleWorld
beforeAll(async () => {
  world = await startGoogleWorld()
  const ana = world.google.person(anaThere)
  const add = (start: string, end: string, more: object = {}) =>
    ana.addEvent({
      summary: 'Dentist',
      start: `2026-10-26T${start}:00Z`,
      end: `2026-10-26T${end}:00Z`,
      ...more,
    })
  add('10:00', '11:00')
  add('10:30', '12:00')
  add('14:00', '15:00', { transparency: 'transparent' })
  await linkGoogle(world, await world.parley.as('ana'))
})
afterAll(() => world.stop())

describe('when one is busy oneself', () => {
  const ask = async (name: 'ana' | 'ben', from: string, to: string) =>
    (await world.parley.as(name)).get(`/api/calendars/busy?from=${from}&to=${to}`)

  test('is told merged and within the range, with nothing of what stands there', async () => {
    const { body } = await ask('ana', '2026-10-26T00:00:00Z', '2026-10-26T11:30:00Z')
    expect(body).toEqual({ busy: [{ startsAt: '2026-10-26T10:00:00Z', endsAt: '2026-10-26T11:30:00Z' }] })
  })

  test('is told to nobody else', async () => {
    const { body } = await ask('ben', '2026-10-26T00:00:00Z', '2026-10-27T00:00:00Z')
    expect(body).toEqual({ busy: [] })
  })

  test('is asked of at most 62 days', async () => {
    const start = Date.parse('2026-10-26T00:00:00Z')
    const until = (days: number) => toIso(start + days * 86_400_000)
    expect((await ask('ana', toIso(start), until(62))).status).toBe(200)
    expect((await ask('ana', toIso(start), until(63))).body.error.fields).toEqual({
      to: 'Ask for a range of at most 62 days.',
    })
    expect((await ask('ana', until(1), toIso(start))).status).toBe(422)
  })
})
