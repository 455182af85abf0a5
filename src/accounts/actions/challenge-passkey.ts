import { generateAuthenticationOptions } from '@simplewebauthn/server'

import type { App } from '#platform/app.ts'
import { hashToken } from '#platform/ids.ts'

import { challengeLifetime } from '../passkey.ts'
import { insertChallenge } from '../store/passkeys.ts'
import { countVisit } from '../steps/count-visit.ts'

/** What a browser asks its authenticator to sign so that somebody comes in: whoever has a passkey of ours, we do not ask who. */
export async function challengePasskey(app: App, ip: string) {
  await countVisit(app, 'passkey', `challenge ${ip}`, ip)
  const options = await generateAuthenticationOptions({
    rpID: app.config.publicUrl.hostname,
    userVerification: 'required',
    timeout: challengeLifetime,
  })
  const now = app.now()
  const challenge = {
    hash: hashToken(options.challenge),
    sessionId: null,
    expiresAt: now + challengeLifetime,
  }
  await app.transaction((tx) => insertChallenge(tx.db, challenge, tx.now))
  return options
}
