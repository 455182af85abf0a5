import { generateRegistrationOptions } from '@simplewebauthn/server'

import type { App } from '#platform/app.ts'
import type { Caller } from '#platform/http.ts'
import { hashToken } from '#platform/ids.ts'

import { accessMyself } from '../access.ts'
import { challengeLifetime, keyAlgorithms, refuseOldSession } from '../passkey.ts'
import { insertChallenge, listPasskeys } from '../store/passkeys.ts'
import { findSessionStart } from '../store/sessions.ts'
import { countVisit } from '../steps/count-visit.ts'

/** What the caller's browser asks its authenticator to make a passkey for. Good for this session. Throws `session_too_old`. */
export async function challengeNewPasskey(app: App, caller: Caller, ip: string) {
  await countVisit(app, 'passkey', caller.personId, ip)
  refuseOldSession(await findSessionStart(app.db, caller.sessionId), app.now())
  const person = await accessMyself(app.db, caller)
  const known = await listPasskeys(app.db, person.id)
  const options = await generateRegistrationOptions({
    rpName: 'Parley',
    rpID: app.config.publicUrl.hostname,
    userID: new TextEncoder().encode(person.id),
    userName: person.email,
    userDisplayName: person.name,
    attestationType: 'none',
    excludeCredentials: known.map(({ credentialId, transports }) => ({ id: credentialId, transports })),
    authenticatorSelection: { residentKey: 'required', userVerification: 'required' },
    supportedAlgorithmIDs: keyAlgorithms,
    timeout: challengeLifetime,
  })
  await app.transaction((tx) =>
    insertChallenge(
      tx.db,
      {
        hash: hashToken(options.challenge),
        sessionId: caller.sessionId,
        expiresAt: tx.now + challengeLifetime,
      },
      tx.now,
    ),
  )
  return options
}
