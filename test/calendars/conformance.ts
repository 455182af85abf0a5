import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'

import { afterEach, beforeEach, describe, expect, test } from 'vitest'

import type { BusyKind, Conference, OutsideEvent, WantedEvent } from '#calendars/event.ts'
import type { EventRef, Hook, WrittenRef } from '#calendars/port.ts'
import { HOUR, type Instant, MINUTE, parseInstant } from '#time/instant.ts'
import type { Interval } from '#time/interval.ts'

import { type Abilities, type ConformanceWorld, type Draft, standsAt } from './conformance-world.ts'

const window: Interval = [at('2026-10-19T00:00:00Z'), at('2026-11-30T00:00:00Z')]
const joinUrl = 'https://talk.example/join/kq3v9w2x'
const start = at('2026-11-05T15:00:00Z')

/** What every kind of calendar must do behind the port; `makeWorld` opens an account with one empty calendar. */
export function conformance(name: string, makeWorld: () => Promise<ConformanceWorld>, can: Abilities): void {
  describe(`${name} behind the port`, () => {
    let world: ConformanceWorld

    beforeEach(async () => {
      world = await makeWorld()
    })
    afterEach(() => world.stop())

    reads(() => world, can)
    tellsOfTrouble(() => world, can)
    followsChanges(() => world, can)
    if (can.writes) writes(() => world, can)
    if (can.watches) watches(() => world)
    if (can.conference) confers(() => world, can.conference)
  })
}

function reads(get: () => ConformanceWorld, can: Abilities): void {
  test('the calendar is on the list', async () => {
    const { provider, access, calendar } = get()
    const listed = await provider.listCalendars(access, soon())
    const found = listed.find(({ externalId }) => externalId === calendar.externalId)
    expect(found).toMatchObject({ canWrite: can.writes, name: expect.any(String) })
  })

  test('a calendar with nothing in it is free', async () => {
    expect(await readAll(get())).toEqual([])
  })

  test('events take their time, or none', async () => {
    const { outside } = get()
    await outside.add(draft('2026-10-24T10:00:00Z'))
    await outside.add({ ...draft('2026-10-25T10:00:00Z'), isFree: true })
    await outside.add({ ...draft('2026-10-26T10:00:00Z'), isPrivate: true })
    await outside.add({ ...draft('2026-10-27T10:00:00Z'), isTentative: true })
    expect(await takenTimes(get())).toEqual([
      '2026-10-24T10:00 busy',
      '2026-10-26T10:00 busy',
      '2026-10-27T10:00 tentative',
    ])
  })

  test('what its owner called it comes with it, private or not', async () => {
    const { outside } = get()
    await outside.add({ ...draft('2026-10-24T10:00:00Z'), title: 'Zahnarzt am “Löwen” 🦷' })
    await outside.add({ ...draft('2026-10-25T10:00:00Z'), title: 'Surprise', isPrivate: true })
    await outside.addDay('Fair', '2026-10-27', '2026-10-27')
    await outside.addSeries({
      title: 'Review',
      startsAt: at('2026-11-02T09:00:00Z'),
      endsAt: at('2026-11-02T10:00:00Z'),
      timeZone: 'Europe/Lisbon',
      count: 2,
      moved: {
        from: at('2026-11-09T09:00:00Z'),
        startsAt: at('2026-11-10T09:00:00Z'),
        endsAt: at('2026-11-10T10:00:00Z'),
      },
    })
    await outside.add({ ...draft('2026-11-20T10:00:00Z'), title: '' })
    const titles = (await readAll(get())).map(({ title }) => title || null)
    expect(titles).toEqual(['Zahnarzt am “Löwen” 🦷', 'Surprise', 'Fair', 'Review', 'Review', null])
  })

  test('only what touches the window is read, and all of it', async () => {
    const { outside, provider, access, calendar } = get()
    await outside.add(draft('2026-10-24T08:00:00Z'))
    await outside.add({ ...draft('2026-10-24T09:30:00Z'), endsAt: at('2026-10-24T10:30:00Z') })
    for (const minute of [0, 10, 20, 30, 40]) await outside.add(draft(`2026-10-24T10:${minute || '00'}:00Z`))
    await outside.add(draft('2026-10-24T12:00:00Z'))
    const events = await provider.readEvents(
      access,
      calendar,
      [at('2026-10-24T10:00:00Z'), at('2026-10-24T12:00:00Z')],
      soon(),
    )
    expect(starts(events)).toEqual([
      '2026-10-24T09:30 busy',
      '2026-10-24T10:00 busy',
      '2026-10-24T10:10 busy',
      '2026-10-24T10:20 busy',
      '2026-10-24T10:30 busy',
      '2026-10-24T10:40 busy',
    ])
    expect(new Set(events.map(({ externalId }) => externalId)).size).toBe(6)
  })

  test('a day lasts as long as the calendar’s zone makes it', async () => {
    await get().outside.addDay('Fair', '2026-10-25', '2026-10-25')
    await get().outside.addDay('Trip', '2026-11-02', '2026-11-03')
    const days = (await readAll(get())).map(({ startsAt, endsAt, busy }) => [startsAt, endsAt, busy])
    expect(days).toEqual([
      // The night in which Europe sets its clocks back: 25 hours.
      [at('2026-10-24T23:00:00Z'), at('2026-10-26T00:00:00Z'), 'all-day'],
      [at('2026-11-02T00:00:00Z'), at('2026-11-04T00:00:00Z'), 'all-day'],
    ])
  })

  test('series keep to the clocks of their own zone, with what was moved and taken out', async () => {
    const { outside } = get()
    await outside.addSeries({
      title: 'Review',
      startsAt: at('2026-10-19T09:00:00Z'),
      endsAt: at('2026-10-19T10:00:00Z'),
      timeZone: 'Europe/Lisbon',
      count: 5,
      moved: {
        from: at('2026-11-02T10:00:00Z'),
        startsAt: at('2026-11-03T15:00:00Z'),
        endsAt: at('2026-11-03T16:30:00Z'),
      },
      cancelled: at('2026-11-09T10:00:00Z'),
    })
    await outside.addSeries({
      title: 'Standup',
      startsAt: at('2026-10-20T13:00:00Z'),
      endsAt: at('2026-10-20T13:30:00Z'),
      timeZone: 'America/New_York',
      count: 4,
    })
    const events = await readAll(get())
    expect(starts(events)).toEqual([
      '2026-10-19T09:00 busy',
      '2026-10-20T13:00 busy',
      '2026-10-26T10:00 busy',
      '2026-10-27T13:00 busy',
      '2026-11-03T14:00 busy',
      '2026-11-03T15:00 busy',
      '2026-11-10T14:00 busy',
      '2026-11-16T10:00 busy',
    ])
    expect(events.find(({ startsAt }) => startsAt === at('2026-11-03T15:00:00Z'))?.endsAt).toBe(
      at('2026-11-03T16:30:00Z'),
    )
    expect(new Set(events.map(({ externalId }) => externalId)).size).toBe(8)
  })

  if (!can.answers) return
  test('invitations take time by what was answered', async () => {
    const { invite } = get().outside
    await invite?.(draft('2026-10-24T10:00:00Z'), 'accepted')
    await invite?.(draft('2026-10-25T10:00:00Z'), 'tentative')
    await invite?.(draft('2026-10-26T10:00:00Z'), 'none')
    await invite?.(draft('2026-10-27T10:00:00Z'), 'declined')
    expect(await takenTimes(get())).toEqual([
      '2026-10-24T10:00 busy',
      '2026-10-25T10:00 tentative',
      '2026-10-26T10:00 unanswered',
    ])
  })
}

function tellsOfTrouble(get: () => ConformanceWorld, can: Abilities): void {
  const unknown = (kind: string) => expect.objectContaining({ name: 'ProviderTrouble', kind })

  test('a calendar that is not there is no empty calendar', async () => {
    const { provider, access, calendar, nowhere } = get()
    const gone = nowhere ?? {
      access,
      calendar: { ...calendar, externalId: `${calendar.externalId}-nowhere` },
    }
    await expect(provider.readEvents(gone.access, gone.calendar, window, soon())).rejects.toMatchObject({
      name: 'ProviderTrouble',
    })
  })

  test('no time left is trouble', async () => {
    await expect(readAll(get(), AbortSignal.abort())).rejects.toEqual(unknown('unavailable'))
  })

  const faults = {
    down: { kind: 'down' },
    truncated: { kind: 'truncated' },
    malformed: { kind: 'malformed' },
  } as const
  for (const kind of ['down', 'truncated', 'malformed'] as const) {
    if (!can.faults.includes(kind)) continue
    test(`an answer that is ${kind} is unknown, never free`, async () => {
      await get().outside.add(draft('2026-10-24T10:00:00Z'))
      get().fail(faults[kind], 10)
      await expect(readAll(get())).rejects.toEqual(unknown('unavailable'))
    })
  }

  if (can.faults.includes('throttled')) {
    test('a pause that was asked for is told to the second', async () => {
      get().fail({ kind: 'throttled', retryAfterSeconds: 37 }, 10)
      const pause = { kind: 'throttled', retryAfterMs: 37_000 }
      await expect(readAll(get())).rejects.toMatchObject(pause)
      if (can.writes) await expect(write(get(), wanted(start), null)).rejects.toMatchObject(pause)
    })
  }

  if (!can.revokes) return
  test('a grant that was taken back asks for another', async () => {
    const { provider, access, calendar } = get()
    const ref = can.writes ? await write(get(), wanted(start), null) : null
    await get().revoke()
    await expect(provider.listCalendars(access, soon())).rejects.toEqual(unknown('needs_relink'))
    await expect(readAll(get())).rejects.toEqual(unknown('needs_relink'))
    if (!ref) return
    await expect(write(get(), wanted(start), ref)).rejects.toEqual(unknown('needs_relink'))
    await expect(provider.readEvent(access, calendar, ref.externalId, soon())).rejects.toEqual(
      unknown('needs_relink'),
    )
  })
}

function followsChanges(get: () => ConformanceWorld, can: Abilities): void {
  test('what was added, moved and removed outside is noticed, and quiet is quiet', async () => {
    const { outside } = get()
    await outside.add(draft('2026-10-30T10:00:00Z'))
    const begun = await check(get(), null)
    expect(begun.changed).toBe(true)
    const quiet = await check(get(), begun.cursor)
    expect(quiet.changed).toBe(false)

    const id = await outside.add(draft('2026-10-24T10:00:00Z'))
    const added = await check(get(), quiet.cursor)
    expect(added.changed).toBe(true)
    expect(await takenTimes(get())).toEqual(['2026-10-24T10:00 busy', '2026-10-30T10:00 busy'])

    await outside.move(id, at('2026-10-25T11:00:00Z'), at('2026-10-25T12:00:00Z'))
    const moved = await check(get(), added.cursor)
    expect(moved.changed).toBe(true)
    expect(await takenTimes(get())).toEqual(['2026-10-25T11:00 busy', '2026-10-30T10:00 busy'])

    await outside.remove(id)
    const removed = await check(get(), moved.cursor)
    expect(removed.changed).toBe(true)
    expect(await takenTimes(get())).toEqual(['2026-10-30T10:00 busy'])
    expect((await check(get(), removed.cursor)).changed).toBe(false)
  })

  if (!can.killsCursors) return
  test('a dead cursor counts as a change and begins anew', async () => {
    const begun = await check(get(), null)
    await get().killCursors()
    await get().outside.add(draft('2026-10-24T10:00:00Z'))
    const renewed = await check(get(), begun.cursor)
    expect(renewed.changed).toBe(true)
    expect(renewed.cursor).not.toBe(begun.cursor)
    expect((await check(get(), renewed.cursor)).changed).toBe(false)
  })
}

function writes(get: () => ConformanceWorld, can: Abilities): void {
  test('written, moved three times and removed: one event all along, then none', async () => {
    const { provider, access, calendar, outside } = get()
    let ref = await write(get(), wanted(start), null)
    const [written] = await outside.list()
    expect(written).toMatchObject({ title: 'Plans for autumn', startsAt: start, endsAt: start + 30 * MINUTE })
    for (const part of [joinUrl, 'Ana', 'Ben', 'Bring the draft.']) expect(written?.text).toContain(part)

    for (const hours of [1, 26, 400]) {
      const before = ref
      ref = await write(get(), { ...wanted(start + hours * HOUR), sequence: hours }, ref)
      expect(ref.etag).not.toBe(before.etag)
      expect((await outside.list()).map(({ startsAt }) => startsAt)).toEqual([start + hours * HOUR])
    }
    await provider.removeEvent(access, calendar, ref, soon())
    expect(await outside.list()).toEqual([])
    expect(await provider.readEvent(access, calendar, ref.externalId, soon())).toBe('gone')
    await provider.removeEvent(access, calendar, ref, soon())
  })

  test('what was written is read back as ours, with the etag that is known', async () => {
    const { provider, access, calendar } = get()
    const ref = await write(get(), wanted(start), null)
    const [read] = await readAll(get())
    const one = await provider.readEvent(access, calendar, ref.externalId, soon())
    for (const event of [read, one]) {
      expect(event).toMatchObject({
        ...ref,
        startsAt: start,
        endsAt: start + 30 * MINUTE,
        busy: 'busy',
        isDeclined: false,
        guests: [],
      })
      // Some providers keep our UID, others give one of their own and keep our mark.
      expect(event).toSatisfy(isOurs)
    }
    const again = await write(get(), wanted(start + HOUR), ref)
    expect(await readAll(get())).toEqual([expect.objectContaining(again)])
  })

  test('the same creation again finds what the first one made', async () => {
    const { outside } = get()
    const first = await write(get(), wanted(start), null)
    const second = await write(get(), wanted(start + HOUR), null)
    expect(second.externalId).toBe(first.externalId)
    expect((await outside.list()).map(({ startsAt }) => startsAt)).toEqual([start + HOUR])
  })

  test('two creations at once make one', async () => {
    const { provider, access, calendar, outside } = get()
    const copy = { key: 'meeting:ana:1', wanted: wanted(start), known: null }
    await Promise.allSettled([
      provider.writeEvent(access, calendar, copy, soon()),
      provider.writeEvent(access, calendar, copy, soon()),
    ])
    expect(await outside.list()).toHaveLength(1)
  })

  test('it alerts its owner, and whatever they make of that stays over every change', async () => {
    const { outside } = get()
    let ref = await write(get(), wanted(start), null)
    expect(await outside.alertOf?.(ref.externalId)).toBe(can.alert)
    ref = await write(get(), { ...wanted(start + HOUR), sequence: 1 }, ref)
    expect(await outside.alertOf?.(ref.externalId)).toBe(can.alert)
    for (const [nth, minutes] of [45, null].entries()) {
      await outside.setAlert?.(ref.externalId, minutes)
      ref = await write(get(), { ...wanted(start + (nth + 2) * HOUR), sequence: nth + 2 }, ref)
      expect(await outside.alertOf?.(ref.externalId)).toBe(minutes ?? 'none')
    }
    expect((await outside.list()).map(({ startsAt }) => startsAt)).toEqual([start + 3 * HOUR])
  })

  if (can.faults.includes('lost-reply')) {
    test('a creation whose answer was lost makes one event', async () => {
      get().fail({ kind: 'lost-reply', of: 'create' })
      await expect(write(get(), wanted(start), null)).rejects.toMatchObject({ kind: 'unavailable' })
      expect(await get().outside.list()).toHaveLength(1)
      const ref = await write(get(), wanted(start), null)
      expect(await get().outside.list()).toEqual([expect.objectContaining({ id: ref.externalId })])
    })

    test('a change whose answer was lost is made once more', async () => {
      const ref = await write(get(), wanted(start), null)
      get().fail({ kind: 'lost-reply', of: 'change' })
      await expect(write(get(), wanted(start + HOUR), ref)).rejects.toMatchObject({ kind: 'unavailable' })
      const changed = await write(get(), wanted(start + HOUR), ref)
      expect((await get().outside.list()).map(({ startsAt }) => startsAt)).toEqual([start + HOUR])
      expect(await readAll(get())).toEqual([expect.objectContaining(changed)])
    })

    test('a removal whose answer was lost is done all the same', async () => {
      const { provider, access, calendar, outside } = get()
      const ref = await write(get(), wanted(start), null)
      get().fail({ kind: 'lost-reply', of: 'remove' })
      await expect(provider.removeEvent(access, calendar, ref, soon())).rejects.toMatchObject({
        kind: 'unavailable',
      })
      await provider.removeEvent(access, calendar, ref, soon())
      expect(await outside.list()).toEqual([])
    })
  }

  test('a copy that was removed outside stays removed', async () => {
    const { provider, access, calendar, outside } = get()
    const ref = await write(get(), wanted(start), null)
    await outside.remove(ref.externalId)
    expect(await provider.readEvent(access, calendar, ref.externalId, soon())).toBe('gone')
    const copy = { key: 'meeting:ana:1', wanted: wanted(start + HOUR), known: ref }
    expect(await provider.writeEvent(access, calendar, copy, soon())).toBe('removed')
    await provider.removeEvent(access, calendar, ref, soon())
    expect(await outside.list()).toEqual([])
    expect(await readAll(get())).toEqual([])
  })

  test('a new creation after a removal makes a new event', async () => {
    const ref = await write(get(), wanted(start), null)
    await get().outside.remove(ref.externalId)
    await write(get(), wanted(start), null, 'meeting:ana:2')
    expect(await get().outside.list()).toHaveLength(1)
  })

  test('a copy that was moved outside is seen, and written over when ours changes', async () => {
    const { outside } = get()
    const ref = await write(get(), wanted(start), null)
    const { cursor } = await check(get(), null)
    await outside.move(ref.externalId, start + 2 * HOUR, start + 3 * HOUR)
    expect((await check(get(), cursor)).changed).toBe(true)
    const [seen] = await readAll(get())
    expect(seen).toMatchObject({
      externalId: ref.externalId,
      startsAt: start + 2 * HOUR,
      endsAt: start + 3 * HOUR,
    })
    expect(seen?.etag).not.toBe(ref.etag)

    await write(get(), wanted(start + HOUR), ref)
    expect((await outside.list()).map(({ startsAt }) => startsAt)).toEqual([start + HOUR])
  })

  test('a copy is found again by our mark, and not when it is another meeting’s', async () => {
    const { provider, access, calendar } = get()
    const ref = await write(get(), wanted(start), null)
    const found = await provider.findCopy(access, calendar, wanted(start + 48 * HOUR), soon())
    expect(found?.externalId).toBe(ref.externalId)
    const another = {
      ...wanted(start),
      uid: 'other@talk.example',
      joinUrl: 'https://talk.example/join/other',
    }
    expect(await provider.findCopy(access, calendar, another, soon())).toBeNull()
  })

  test('a copy that an imported file made is found by its UID and taken on', async () => {
    const { provider, access, calendar, outside } = get()
    const id = await outside.add({ ...draft('2026-11-05T15:00:00Z'), uid: wanted(start).uid })
    const found = await provider.findCopy(access, calendar, wanted(start), soon())
    expect(found?.externalId).toBe(id)
    await write(get(), wanted(start + HOUR), found)
    expect((await outside.list()).map(({ startsAt }) => startsAt)).toEqual([start + HOUR])
  })

  test('a copy that a vendor’s link made is found by join link and time', async () => {
    const { provider, access, calendar, outside } = get()
    const times = { startsAt: start, endsAt: start + 30 * MINUTE }
    await outside.add({ title: 'Lunch', ...times })
    const id = await outside.add({ title: 'Plans for autumn', ...times, place: joinUrl })
    const found = await provider.findCopy(access, calendar, wanted(start), soon())
    expect(found?.externalId).toBe(id)
    for (const minutes of [-10, 10, 60]) {
      const another = wanted(start + minutes * MINUTE)
      expect(await provider.findCopy(access, calendar, another, soon())).toBeNull()
    }
    const read = await provider.readEvent(access, calendar, id, soon())
    expect(read).toMatchObject({ mark: { joinUrl } })
  })

  if (!can.answers) return
  test('guests who were added and a no that was said outside are told', async () => {
    const { provider, access, calendar, outside } = get()
    const ref = await write(get(), wanted(start), null)
    await outside.addGuest?.(ref.externalId, 'eve@example.com')
    const [guested] = await readAll(get())
    expect(guested).toMatchObject({
      externalId: ref.externalId,
      guests: ['eve@example.com'],
      isDeclined: false,
    })
    if (!outside.decline) return
    await outside.decline(ref.externalId)
    const declined = await provider.readEvent(access, calendar, ref.externalId, soon())
    expect(declined).toSatisfy(
      (event: OutsideEvent | 'gone') => event === 'gone' || (event.isDeclined && event.busy === null),
    )
  })
}

function watches(get: () => ConformanceWorld): void {
  test('a watch tells of a change until it is stopped', async () => {
    const { provider, access, calendar, outside } = get()
    const ear = await listen()
    try {
      const hook: Hook = { url: ear.url, secret: 'a-secret-that-comes-back', channelId: 'channel-0001' }
      const watch = await provider.watch(access, calendar, hook, soon())
      expect(watch?.expiresAt).toBeGreaterThan(standsAt + HOUR)
      ear.forget()
      await outside.add(draft('2026-10-24T10:00:00Z'))
      expect(await ear.hears(hook.secret)).toBe(true)
      if (watch) await provider.unwatch(access, watch, soon())
      ear.forget()
      await outside.add(draft('2026-10-25T10:00:00Z'))
      expect(await ear.hears(hook.secret, 300)).toBe(false)
      if (watch) await provider.unwatch(access, watch, soon())
    } finally {
      await ear.stop()
    }
  })

  test('a watch goes on when it is renewed, where that can be; one that is over never does', async () => {
    const { provider, access, calendar } = get()
    const ear = await listen()
    try {
      const hook: Hook = { url: ear.url, secret: 'a-secret-that-comes-back', channelId: 'channel-0002' }
      const watch = await provider.watch(access, calendar, hook, soon())
      if (!watch) throw new Error('It is not watched.')
      const renewed = await provider.renewWatch(access, watch, soon())
      expect(renewed).toEqual(provider.watches === 'account' ? watch : null)
      await provider.unwatch(access, watch, soon())
      expect(await provider.renewWatch(access, watch, soon())).toBeNull()
    } finally {
      await ear.stop()
    }
  })
}

/** A place that providers can call; it answers the question whether it is us, as Graph puts it. */
async function listen() {
  let heard: string[] = []
  const server: Server = createServer((request, response) => {
    const url = new URL(request.url ?? '/', 'http://here')
    const token = url.searchParams.get('validationToken')
    if (token !== null) return void response.writeHead(200, { 'content-type': 'text/plain' }).end(token)
    const parts: Buffer[] = []
    request.on('data', (part: Buffer) => parts.push(part))
    request.on('end', () => {
      heard.push(JSON.stringify(request.headers) + Buffer.concat(parts).toString())
      response.writeHead(202).end()
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const hears = async (secret: string, patience = 3_000): Promise<boolean> => {
    const until = performance.now() + patience
    for (;;) {
      if (heard.some((notice) => notice.includes(secret))) return true
      if (performance.now() > until) return false
      await new Promise((resolve) => setTimeout(resolve, 20))
    }
  }
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hooks`,
    hears,
    forget: () => {
      heard = []
    },
    stop: async () => {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

function isOurs(event: OutsideEvent): boolean {
  const { uid } = wanted(start)
  return event.uid === uid || (event.mark !== null && 'uid' in event.mark && event.mark.uid === uid)
}

function confers(get: () => ConformanceWorld, conference: Conference): void {
  const online = (startsAt: Instant, sequence = 0) => ({ ...wanted(startsAt), conference, sequence })
  const made = { state: 'made', url: expect.stringMatching(/^https:\/\//) }

  test('the calendar says what kind of place to meet it makes', async () => {
    const { provider, access, calendar, outside } = get()
    const listed = async () =>
      (await provider.listCalendars(access, soon())).find(
        ({ externalId }) => externalId === calendar.externalId,
      )?.conference
    expect(await listed()).toBe(conference)
    outside.setConferences?.('never')
    expect(await listed()).toBeNull()
  })

  test('a place to meet comes with the event and stays the same wherever that is moved', async () => {
    const { outside } = get()
    const first = await write(get(), online(start), null)
    expect(first.conferred).toEqual(made)
    const moved = await write(get(), online(start + HOUR, 1), first)
    expect(moved.conferred).toEqual(first.conferred)
    const [event, ...more] = await outside.list()
    expect(more).toEqual([])
    expect(event?.text).toContain(joinUrl)
  })

  test('nobody gets one who did not want it', async () => {
    expect((await write(get(), wanted(start), null)).conferred).toBeUndefined()
  })

  test('one that takes a while is there when the event is written again', async () => {
    const { outside } = get()
    outside.setConferences?.('slowly')
    const first = await write(get(), online(start), null)
    const second = await write(get(), online(start), first)
    expect([first.conferred, second.conferred]).toEqual([{ state: 'pending' }, { state: 'pending' }])
    outside.setConferences?.('at once')
    expect((await write(get(), online(start), second)).conferred).toEqual(made)
    expect(await outside.list()).toHaveLength(1)
  })

  test('where none is made the event stands all the same, and a later version may have one', async () => {
    const { outside } = get()
    outside.setConferences?.('never')
    const first = await write(get(), online(start), null)
    const again = await write(get(), online(start), first)
    expect([first.conferred, again.conferred]).toEqual([{ state: 'refused' }, { state: 'refused' }])
    expect((await outside.list()).map(({ startsAt }) => startsAt)).toEqual([start])
    outside.setConferences?.('at once')
    expect((await write(get(), online(start + HOUR, 1), again)).conferred).toEqual(made)
  })

  test('a creation whose answer was lost has its place when it is tried again', async () => {
    const { fail, outside } = get()
    fail({ kind: 'lost-reply', of: 'create' })
    await expect(write(get(), online(start), null)).rejects.toMatchObject({ kind: 'unavailable' })
    expect((await write(get(), online(start), null)).conferred).toEqual(made)
    expect(await outside.list()).toHaveLength(1)
  })
}

async function readAll(world: ConformanceWorld, signal = soon()): Promise<OutsideEvent[]> {
  const events = await world.provider.readEvents(world.access, world.calendar, window, signal)
  return events.toSorted((one, other) => one.startsAt - other.startsAt)
}

async function takenTimes(world: ConformanceWorld): Promise<string[]> {
  return starts((await readAll(world)).filter(({ busy }) => busy !== null))
}

function starts(events: readonly OutsideEvent[]): string[] {
  return events
    .toSorted((one, other) => one.startsAt - other.startsAt)
    .map(
      ({ startsAt, busy }) =>
        `${new Date(startsAt).toISOString().slice(0, 16)} ${busy satisfies BusyKind | null}`,
    )
}

function check(world: ConformanceWorld, cursor: string | null) {
  return world.provider.checkForChanges(world.access, world.calendar, cursor, soon())
}

async function write(
  { provider, access, calendar }: ConformanceWorld,
  event: WantedEvent,
  known: EventRef | null,
  key = 'meeting:ana:1',
): Promise<WrittenRef> {
  const ref = await provider.writeEvent(access, calendar, { key, wanted: event, known }, soon())
  if (ref === 'removed') throw new Error('The copy is said to have been removed.')
  return ref
}

function draft(startsAt: string): Draft {
  return { title: 'Dentist', startsAt: at(startsAt), endsAt: at(startsAt) + HOUR }
}

function wanted(startsAt: Instant): WantedEvent {
  return {
    uid: '0192f3a1-7c1e-7000-8000-000000000001@talk.example',
    sequence: 0,
    startsAt,
    endsAt: startsAt + 30 * MINUTE,
    timeZone: 'Europe/Lisbon',
    title: 'Plans for autumn',
    attendees: ['Ana', 'Ben'],
    joinUrl,
    note: 'Bring the draft.',
  }
}

function soon(): AbortSignal {
  return AbortSignal.timeout(10_000)
}

function at(text: string): Instant {
  return parseInstant(text) ?? Number.NaN
}
