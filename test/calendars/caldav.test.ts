import { afterAll, beforeAll } from 'vitest'

import {
  type CalDavServer,
  hasRadicale,
  hasXandikos,
  startRadicale,
  startXandikos,
} from '#test/support/caldav-servers.ts'
import { systemPart } from '#test/support/system-parts.ts'

import { makeCalDavWorld } from './caldav-worlds.ts'
import { type Abilities, conformance } from './conformance.ts'

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
