import { HOUR, type Instant } from '#time/instant.ts'

/** A server that helps browsers to reach each other, as RTCPeerConnection takes it. */
export type IceServer = { urls: string[]; username?: string; credential?: string }

const relayLifeMs = HOUR

/**
 * The name under which somebody may use the relay for an hour from `now`, as coturn reads it: until when, in seconds, and who. Its
 * password is made from it and the shared secret, so that the relay needs to know nobody.
 */
export function relayUserName(personId: string, now: Instant): string {
  return `${Math.floor((now + relayLifeMs) / 1000)}:${personId}`
}
