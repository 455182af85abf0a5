import { createHmac } from 'node:crypto'

import type { IceSettings } from '#platform/config.ts'
import type { Instant } from '#time/instant.ts'

import { type IceServer, relayUserName } from '../ice.ts'

/**
 * The servers that this person's browser may use for a call, the relay with a password that is good for an hour. It is asked
 * anew at every join and before a connection is made again.
 */
export function listIceServers(settings: IceSettings, personId: string, now: Instant): IceServer[] {
  const servers: IceServer[] = []
  if (settings.stunUrls.length > 0) servers.push({ urls: [...settings.stunUrls] })
  if (settings.turn) {
    const username = relayUserName(personId, now)
    const credential = createHmac('sha1', settings.turn.secret).update(username).digest('base64')
    servers.push({ urls: [...settings.turn.urls], username, credential })
  }
  return servers
}
