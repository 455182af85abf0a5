import { afterEach, describe, expect, test } from 'vitest'

import { type CalDavServer, hasRadicale, startRadicale } from '#test/support/caldav-servers.ts'
import { type FakeGoogle, startFakeGoogle } from '#test/support/fakes/google/fake-google.ts'
import { type FakeMicrosoft, startFakeMicrosoft } from '#test/support/fakes/microsoft/fake-microsoft.ts'
import { freePort } from '#test/support/free-port.ts'
import { systemPart } from '#test/support/system-parts.ts'

import { runNode } from '../platform/program.ts'

const email = 'ana.silva@example.com'
const wholeWay = [
  'an event was written and reads as ours',
  'the same creation again made no second one',
  'it was moved, and takes its new time',
  'it is found by its mark',
  'it was taken away again',
  'All of it works.',
]

const stops: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const stop of stops.splice(0)) await stop()
})

async function goAsPerson(
  kind: 'google' | 'microsoft',
  { origin, registerClient, consent }: FakeGoogle | FakeMicrosoft,
  settings: Record<string, string>,
  cancel = false,
) {
  const port = await freePort()
  const client = { id: 'parley.apps', secret: 'a-secret-of-ours' }
  registerClient({ ...client, redirectUris: [`http://localhost:${port}/oauth/${kind}/callback`] })
  const prefix = kind.toUpperCase()
  const program = runNode(
    'tools/smoke.ts',
    {
      PORT: String(port),
      [`${prefix}_CLIENT_ID`]: client.id,
      [`${prefix}_CLIENT_SECRET`]: client.secret,
      ...settings,
    },
    [kind],
  )
  await program.says(/open this in a browser:\s+\S+\s/)
  const url = new RegExp(`^${origin}\\S+$`, 'm').exec(program.output())?.[0] ?? ''
  const back = await consent(url, { email, cancel })
  expect((await fetch(new URL(`${back.pathname}?state=another`, back))).status).toBe(404)
  expect((await fetch(back)).status).toBe(200)
  return { status: await program.ended(), output: program.output() }
}

describe('trying a real account', () => {
  test('goes the whole way at Google and leaves nothing behind', async () => {
    const google = await startFakeGoogle({ accounts: [{ email, timeZone: 'Europe/Lisbon' }] })
    stops.push(google.stop)
    const settings = { GOOGLE_ISSUER: google.origin, GOOGLE_API: google.origin }
    const { status, output } = await goAsPerson('google', google, settings)
    for (const line of [`signed in as ${email}`, ...wholeWay]) expect(output).toContain(line)
    expect(status).toBe(0)
    expect(google.person(email).events()).toEqual([])
    expect(google.breaches()).toEqual([])
  })

  test('says so when the account lets nobody in', async () => {
    const google = await startFakeGoogle({ accounts: [{ email, timeZone: 'Europe/Lisbon' }] })
    stops.push(google.stop)
    const settings = { GOOGLE_ISSUER: google.origin, GOOGLE_API: google.origin }
    const { status, output } = await goAsPerson('google', google, settings, true)
    expect(output).toContain('not ok  The account did not let Parley in.')
    expect(status).toBe(1)
  })

  test('goes the whole way at Microsoft', async () => {
    const microsoft = await startFakeMicrosoft({ accounts: [{ email, timeZone: 'UTC' }] })
    stops.push(microsoft.stop)
    const settings = { MICROSOFT_LOGIN: microsoft.origin, MICROSOFT_API: microsoft.origin }
    const { status, output } = await goAsPerson('microsoft', microsoft, settings)
    for (const line of wholeWay) expect(output).toContain(line)
    expect(status).toBe(0)
    expect(microsoft.person(email).events()).toEqual([])
    expect(microsoft.breaches()).toEqual([])
  })

  test('names what is missing', async () => {
    const program = runNode('tools/smoke.ts', {}, ['google'])
    expect(await program.ended()).toBe(1)
    expect(program.output()).toContain('set GOOGLE_CLIENT_ID and GOOGLE_CLIENT_SECRET first')
    const other = runNode('tools/smoke.ts', { SMOKE_USER: 'ana' }, ['apple'])
    expect(await other.ended()).toBe(1)
    expect(other.output()).toContain('SMOKE_PASSWORD is missing')
  })
})

systemPart('radicale', hasRadicale)('trying an account on a CalDAV server', () => {
  test('goes the whole way, and a wrong password is told as one', async () => {
    const server: CalDavServer = await startRadicale()
    stops.push(server.stop)
    await server.makeCalendar()
    const settings = {
      SMOKE_ADDRESS: server.address,
      SMOKE_USER: server.userName,
      SMOKE_PASSWORD: server.password,
      ALLOW_PRIVATE_NETS: '127.0.0.1/32',
    }
    const program = runNode('tools/smoke.ts', settings, ['caldav'])
    expect([await program.ended(), program.output()]).toEqual([
      0,
      expect.stringContaining('All of it works.'),
    ])
    const wrong = runNode('tools/smoke.ts', { ...settings, SMOKE_PASSWORD: 'another' }, ['caldav'])
    expect([await wrong.ended(), wrong.output()]).toEqual([1, expect.stringContaining('not ok')])
    expect(wrong.output()).not.toContain('at ')
  })
})
