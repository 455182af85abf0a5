import { type RegistrationResponseJSON, verifyRegistrationResponse } from '@simplewebauthn/server'

import type { App } from '#platform/app.ts'
import type { Caller } from '#platform/http.ts'
import { hashToken, newId } from '#platform/ids.ts'
import { conflict, invalidField } from '#platform/refusal.ts'

import { keyAlgorithms, mostPasskeys, type Passkey, refuseOldSession } from '../passkey.ts'
import { insertPasskey, listPasskeys, takeChallenge } from '../store/passkeys.ts'
import { findSessionStart } from '../store/sessions.ts'
import { countVisit } from '../steps/count-visit.ts'
import { tellPasskeyAdded } from '../steps/tell-passkey-added.ts'

type NewPasskey = { name: string; response: RegistrationResponseJSON }

/**
 * Keeps a passkey that the caller's authenticator has just made, and mails them so. Throws `session_too_old`,
 * `passkey_known`, `too_many_passkeys`, or what is wrong with the response.
 */
export async function addPasskey(
  app: App,
  caller: Caller,
  ip: string,
  { name, response }: NewPasskey,
): Promise<Passkey> {
  await countVisit(app, 'passkey', caller.personId, ip)
  refuseOldSession(await findSessionStart(app.db, caller.sessionId), app.now())
  const { credential } = await verify(app, caller, response)
  return app.transaction(async (tx) => {
    const passkey: Passkey = {
      id: newId(tx.now),
      personId: caller.personId,
      credentialId: credential.id,
      publicKey: credential.publicKey,
      counter: credential.counter,
      transports: credential.transports ?? [],
      name,
      createdAt: tx.now,
      lastUsedAt: null,
    }
    if (!(await insertPasskey(tx.db, passkey)))
      throw conflict('passkey_known', 'This passkey is kept here already.')
    if ((await listPasskeys(tx.db, caller.personId)).length > mostPasskeys)
      throw conflict('too_many_passkeys', `You can have ${mostPasskeys} passkeys. Remove one first.`)
    await tx.audit({ action: 'passkey.added', actorId: caller.personId, subjectId: passkey.id })
    await tellPasskeyAdded(tx, { id: caller.personId, email: caller.email })
    return passkey
  })
}

// The challenge is used up before anything is judged, so that it is tried once.
async function verify(app: App, caller: Caller, response: RegistrationResponseJSON) {
  const { publicUrl } = app.config
  const verified = await verifyRegistrationResponse({
    response,
    expectedChallenge: (challenge) =>
      takeChallenge(app.db, { hash: hashToken(challenge), sessionId: caller.sessionId, now: app.now() }),
    expectedOrigin: publicUrl.origin,
    expectedRPID: publicUrl.hostname,
    requireUserVerification: true,
    supportedAlgorithmIDs: keyAlgorithms,
    // The library throws for each thing that can be wrong; what it was helps nobody but an attacker.
  }).catch(() => undefined)
  if (!verified?.verified)
    throw invalidField('response', 'This passkey could not be made sure of. Try once more.')
  return verified.registrationInfo
}
