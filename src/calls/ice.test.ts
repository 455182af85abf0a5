import { expect, test } from 'vitest'

import { relayUserName } from './ice.ts'
import { listIceServers } from './steps/list-ice-servers.ts'

const now = Date.parse('2026-10-23T10:00:00.900Z')

test('the name for the relay ends within the hour, in whole seconds', () => {
  expect(relayUserName('ana', now)).toBe(`${Date.parse('2026-10-23T11:00:00Z') / 1000}:ana`)
})

test('without settings there are no servers', () => {
  expect(listIceServers({ stunUrls: [], turn: undefined, transportPolicy: 'all' }, 'ana', now)).toEqual([])
})

test('the relay comes with a password made from the name, and never with the secret', () => {
  const turn = { urls: ['turn:turn.example?transport=udp'], secret: 'north-wind-south-wind' }
  const servers = listIceServers(
    { stunUrls: ['stun:turn.example'], turn, transportPolicy: 'all' },
    'ana',
    now,
  )
  expect(servers).toEqual([
    { urls: ['stun:turn.example'] },
    {
      urls: ['turn:turn.example?transport=udp'],
      username: '1792753200:ana',
      credential: '9vQrREIjKl4HyaGiHFuuRZEUSk4=',
    },
  ])
  expect(JSON.stringify(servers)).not.toContain(turn.secret)
})
