import { forbidden, type Refusal, unauthenticated } from '#platform/refusal.ts'
import { type Instant, MINUTE } from '#time/instant.ts'

import { isFresh } from './session.ts'

/** A key pair of which the person's device keeps the secret half (WebAuthn level 3). */
export type Passkey = {
  id: string
  personId: string
  /** As the authenticator names it, base64url. */
  credentialId: string
  publicKey: Uint8Array<ArrayBuffer>
  counter: number
  transports: string[]
  name: string
  createdAt: Instant
  lastUsedAt: Instant | null
}

/** More than anybody has devices. */
export const mostPasskeys = 20

/** Ed25519, ECDSA on P-256, RSA (IANA COSE algorithms): what authenticators make. Named, so that none is tried out first. */
export const keyAlgorithms = [-8, -7, -257]

/** How long a challenge can be answered, in milliseconds: time to find a phone. */
export const challengeLifetime = 5 * MINUTE

/** Adding a way to sign in needs a session that has just begun (ASVS 5.0 §7.5.1). Throws `session_too_old`. */
export function refuseOldSession(startedAt: Instant, now: Instant): void {
  if (isFresh(startedAt, now)) return
  throw forbidden(
    'session_too_old',
    'To add a passkey, sign out and in again first: that shows that it is still you.',
  )
}

/** What signing in with a passkey is refused with, whatever was wrong with it. */
export function passkeyRefused(): Refusal {
  return unauthenticated(
    'passkey_refused',
    'This passkey does not open anything here. Try again, or sign in another way.',
  )
}
