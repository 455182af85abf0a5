import { afterAll, beforeAll, expect, test } from 'vitest'

import {
  type CalDavServer,
  hasRadicale,
  hasXandikos,
  startRadicale,
  startXandikos,
} from '#test/support/caldav-servers.ts'
import { systemPart } from '#test/support/system-parts.ts'

import { makeCalDavWorld } from './caldav-worlds.ts'
import { conformance } from './conformance.ts'
import { type Abilities } from './conformance-world.ts'
import { wanted } from './wanted-event.ts'

const abilities: Abilities = {
  writes: true,
  answers: true,
  watches: false,
  alert: 10,
  faults: ['lost-reply', 'throttled', 'down', 'truncated', 'malformed'],
  killsCursors: true,
  revokes: true,
}

systemPart('radicale', hasRadicale)('Radicale', () => {
  const running = whileTesting(startRadicale)
  conformance('CalDAV on Radicale', () => makeCalDavWorld(running()), abilities)

  test('what is written is stamped by the app’s clock', async () => {
    const { provider, access, calendar, outside, stop } = await makeCalDavWorld(running())
    const copy = { key: 'k', wanted, known: null }
    await provider.writeEvent(access, calendar, copy, AbortSignal.timeout(10_000))
    const [written] = await outside.list()
    expect(written?.text).toContain('DTSTAMP:20261023T080000Z')
    await stop()
  })
})

systemPart('xandikos', hasXandikos)('xandikos', () => {
  const running = whileTesting(startXandikos)
  // It lets everybody in.
  conformance('CalDAV on xandikos', () => makeCalDavWorld(running()), { ...abilities, revokes: false })
})

function whileTesting(start: () => Promise<CalDavServer>): () => CalDavServer {
  let server: CalDavServer | undefined
  beforeAll(async () => {
    server = await start()
  })
  afterAll(() => server?.stop())
  return () => {
    if (!server) throw new Error('The server does not run')
    return server
  }
}
