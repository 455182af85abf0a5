import { type AuthenticationResponseJSON, verifyAuthenticationResponse } from '@simplewebauthn/server'

import type { App } from '#platform/app.ts'
import { hashToken } from '#platform/ids.ts'

import { accessMyself } from '../access.ts'
import { type Passkey, passkeyRefused } from '../passkey.ts'
import type { Person } from '../person.ts'
import { findPasskey, raiseCounter, takeChallenge } from '../store/passkeys.ts'
import { changeSession, type Visit } from '../steps/change-session.ts'
import { countVisit } from '../steps/count-visit.ts'
import { keepFailedSignIn } from '../steps/keep-failed-sign-in.ts'

/** Signs in whoever has the passkey. Throws `passkey_refused`, the same for an unknown key and for a wrong answer. */
export async function signInByPasskey(
  app: App,
  visit: Visit,
  response: AuthenticationResponseJSON,
): Promise<{ person: Person; cookie: string }> {
  await countVisit(app, 'passkey', response.id.slice(0, 100), visit.ip)
  const passkey = await findPasskey(app.db, response.id)
  const counter = passkey && (await verify(app, passkey, response))
  if (!passkey || counter === undefined || counter === null) {
    await keepFailedSignIn(app, passkey?.personId, 'passkey')
    throw passkeyRefused()
  }
  return app.transaction(async (tx) => {
    // Of two who use the same answer or a copy of the key at once, the counter lets one in.
    if (!(await raiseCounter(tx.db, passkey, counter, tx.now))) throw passkeyRefused()
    const { cookie } = await changeSession(tx, passkey.personId, visit, 'passkey')
    return { person: await accessMyself(tx.db, passkey), cookie }
  })
}

// The authenticator's new counter; undefined when it did not sign our challenge for us.
async function verify(
  app: App,
  passkey: Passkey,
  response: AuthenticationResponseJSON,
): Promise<number | undefined> {
  const { publicUrl } = app.config
  const verified = await verifyAuthenticationResponse({
    response,
    expectedChallenge: (challenge) =>
      takeChallenge(app.db, { hash: hashToken(challenge), sessionId: null, now: app.now() }),
    expectedOrigin: publicUrl.origin,
    expectedRPID: publicUrl.hostname,
    credential: { id: passkey.credentialId, publicKey: passkey.publicKey, counter: passkey.counter },
    requireUserVerification: true,
    // The library throws for each thing that can be wrong; to whoever tries, all of it is the same refusal.
  }).catch(() => undefined)
  return verified?.verified && belongsTo(passkey, response)
    ? verified.authenticationInfo.newCounter
    : undefined
}

// The authenticator says whose key it is; a key that was taken over under another name is refused (WebAuthn §7.2).
function belongsTo(passkey: Passkey, { response }: AuthenticationResponseJSON): boolean {
  return Buffer.from(response.userHandle ?? '', 'base64url').toString() === passkey.personId
}
