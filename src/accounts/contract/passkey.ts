import { z } from 'zod'

import { done, id, instantText, line, route } from '#platform/contract.ts'
import { toIso } from '#time/instant.ts'

import type { Passkey } from '../passkey.ts'
import { nextPath } from './fields.ts'
import { signedIn } from './sign-in.ts'

const base64url = (name: string, max: number) =>
  z
    .string({ error: `${name} must be text.` })
    .max(max, { error: `${name} is too long.` })
    .regex(/^[\w-]+$/, { error: `${name} must be base64url.` })

// What browsers answer with (WebAuthn level 3 §5.1), as far as it is looked at.
const credential = {
  id: base64url('The id', 1400),
  rawId: base64url('The id', 1400),
  type: z.literal('public-key', { error: 'The type must be public-key.' }),
  clientExtensionResults: z.object({}, { error: 'Give the results of extensions, {} for none.' }),
}
const clientDataJSON = base64url('The client data', 4000)
const newCredential = z.object(
  {
    ...credential,
    response: z.object({
      clientDataJSON,
      attestationObject: base64url('The attestation', 16_000),
      transports: z
        .array(z.string().regex(/^[\w-]{1,20}$/))
        .max(10)
        .default([]),
    }),
  },
  { error: 'Give what the browser answered.' },
)
const usedCredential = z.object(
  {
    ...credential,
    response: z.object({
      clientDataJSON,
      authenticatorData: base64url('The authenticator data', 4000),
      signature: base64url('The signature', 2000),
      userHandle: base64url('The user handle', 100),
    }),
  },
  { error: 'Give what the browser answered.' },
)

/** Options for the browser's own interface: made and read by one library on both sides. */
const challenge = z.object({ options: z.record(z.string(), z.unknown()) })

const passkeySummary = z.object({
  id,
  name: z.string(),
  createdAt: instantText,
  lastUsedAt: instantText.nullable(),
})
export type PasskeySummary = z.infer<typeof passkeySummary>

export const listPasskeys = route({
  method: 'GET',
  path: '/api/me/passkeys',
  who: 'signed-in',
  summary: 'The passkeys of this person',
  reply: z.object({ passkeys: z.array(passkeySummary) }),
})

export const challengeNewPasskey = route({
  method: 'POST',
  path: '/api/me/passkeys/challenge',
  who: 'signed-in',
  summary: 'Begin to add a passkey; needs a session of at most 15 minutes',
  reply: challenge,
  refusals: ['session_too_old', 'too_many_tries'],
})

export const addPasskey = route({
  method: 'POST',
  path: '/api/me/passkeys',
  who: 'signed-in',
  summary: 'Keep the passkey that the authenticator has made',
  body: z.object({ name: line('The name', 60), response: newCredential }),
  reply: z.object({ passkey: passkeySummary }),
  refusals: ['session_too_old', 'passkey_known', 'too_many_passkeys', 'too_many_tries'],
})

export const removePasskey = route({
  method: 'DELETE',
  path: '/api/me/passkeys/:passkeyId',
  who: 'signed-in',
  summary: 'Forget a passkey',
  params: z.object({ passkeyId: id }),
  reply: done,
})

export const challengePasskey = route({
  method: 'POST',
  path: '/api/sign-in/passkey/challenge',
  who: 'anyone',
  summary: 'Begin to sign in with a passkey',
  reply: challenge,
  refusals: ['too_many_tries'],
})

export const signInByPasskey = route({
  method: 'POST',
  path: '/api/sign-in/passkey',
  who: 'anyone',
  summary: 'Sign in with a passkey',
  body: z.object({ response: usedCredential, next: nextPath.optional() }),
  reply: signedIn,
  refusals: ['account_deleted', 'passkey_refused', 'too_many_tries'],
})

/** A passkey for its person. */
export function presentPasskey({ id: passkeyId, name, createdAt, lastUsedAt }: Passkey): PasskeySummary {
  return {
    id: passkeyId,
    name,
    createdAt: toIso(createdAt),
    lastUsedAt: lastUsedAt === null ? null : toIso(lastUsedAt),
  }
}
