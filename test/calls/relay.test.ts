import { networkInterfaces } from 'node:os'

import { afterAll, beforeAll, describe, expect, test } from 'vitest'

import type { IceServer } from '#calls/ice.ts'
import { listIceServers } from '#calls/steps/list-ice-servers.ts'
import { HOUR } from '#time/instant.ts'

import { type Coturn, hasCoturn, startCoturn } from '../support/coturn.ts'
import { systemPart } from '../support/system-parts.ts'
import { openTurn, type TurnClient } from '../support/turn-client.ts'

// The relay has the clock of the machine.
function given(secret: string, personId: string, now = Date.now()): IceServer | undefined {
  const turn = { urls: ['turn:turn.test'], secret }
  return listIceServers({ stunUrls: [], turn, transportPolicy: 'all' }, personId, now)[0]
}

// A machine without IPv6 has no such relays, and none of their holes.
const hasSix = Object.values(networkInterfaces()).some((all) => all?.some(({ address }) => address === '::1'))

systemPart('coturn', hasCoturn)('the relay as it is handed out', () => {
  let coturn: Coturn
  const clients: TurnClient[] = []
  const open = (server: Partial<IceServer> = {}) => {
    const client = openTurn(coturn, server)
    clients.push(client)
    return client
  }

  beforeAll(async () => {
    coturn = await startCoturn({ more: hasSix ? ['relay-ip=::1'] : [] })
  })
  afterAll(async () => {
    for (const client of clients) client.close()
    await coturn.stop()
  })

  test('relays for whom Parley gave a password, and for nobody else', async () => {
    expect(await open(given(coturn.secret, 'ana')).allocate()).toBe(0)
    expect(await open(given('another-secret-than-that', 'ana')).allocate()).toBe(401)
    expect(await open(given(coturn.secret, 'ana', Date.now() - 2 * HOUR)).allocate()).toBe(401)
    expect(await open({ username: 'ana', credential: 'ana' }).allocate()).toBe(401)
    expect(await open().allocate()).toBe(401)
  })

  test('opens no connections by TCP for anybody', async () => {
    expect(await open(given(coturn.secret, 'tcp')).allocate({ transport: 'tcp' })).toBe(442)
  })

  test('lets nobody have more than 32 relays, whatever the password', async () => {
    const codes: number[] = []
    for (let nth = 0; nth < 33; nth++) {
      codes.push(await open(given(coturn.secret, 'many', Date.now() - nth * 1000)).allocate())
    }
    expect(codes).toEqual([...Array.from({ length: 32 }, () => 0), 486])
  })

  describe('leads into no network that is not everybody’s', () => {
    let four: TurnClient
    let six: TurnClient
    beforeAll(async () => {
      four = open(given(coturn.secret, 'four'))
      six = open(given(coturn.secret, 'six'))
      expect([await four.allocate(), await six.allocate({ family: 'IPv6' })]).toEqual([0, hasSix ? 0 : 440])
    })

    test.each([
      '0.0.0.0',
      '10.1.2.3',
      '100.64.0.1',
      '127.0.0.1',
      '127.255.0.1',
      '169.254.169.254',
      '172.16.0.1',
      '172.31.255.255',
      '192.168.0.1',
      '198.18.0.1',
      '224.0.0.1',
      '255.255.255.255',
    ])('%s', async (peer) => {
      expect(await four.permit(peer)).toBe(403)
    })

    test.each([
      '::',
      '::1',
      '::ffff:127.0.0.1',
      '::ffff:10.0.0.1',
      '::ffff:169.254.169.254',
      '64:ff9b::7f00:1',
      'fc00::1',
      'fd00::2',
      'fe80::1',
      'ff02::1',
    ])('%s', async (peer) => {
      expect(await six.permit(peer)).toBe(hasSix ? 403 : 437)
    })

    test('and into the rest', async () => {
      expect(await four.permit('203.0.113.9')).toBe(0)
      expect(await six.permit('2001:db8::9')).toBe(hasSix ? 0 : 437)
    })
  })
})
