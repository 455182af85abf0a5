import {
  type PublicKeyCredentialCreationOptionsJSON,
  type PublicKeyCredentialRequestOptionsJSON,
  startAuthentication,
  startRegistration,
} from '@simplewebauthn/browser'

import { call, Refused } from '#kit/api.ts'

import { challengeNewPasskey, challengePasskey } from '../contract/passkey.ts'

/** Lets this device show a passkey. Throws Refused with a sentence, also when the person closes the browser's question. */
export async function showPasskey() {
  const { options } = await call(challengePasskey)
  // Made by the same library on the server; on the way it is only JSON.
  const optionsJSON = options as unknown as PublicKeyCredentialRequestOptionsJSON
  const { response, ...credential } = await asked(startAuthentication({ optionsJSON }))
  return {
    ...credential,
    clientExtensionResults: {},
    response: { ...response, userHandle: response.userHandle ?? '' },
  }
}

/** Lets this device make a passkey. Throws Refused with a sentence. */
export async function makePasskey() {
  const { options } = await call(challengeNewPasskey)
  const optionsJSON = options as unknown as PublicKeyCredentialCreationOptionsJSON
  const { response, ...credential } = await asked(startRegistration({ optionsJSON }))
  const { clientDataJSON, attestationObject, transports = [] } = response
  return {
    ...credential,
    clientExtensionResults: {},
    response: { clientDataJSON, attestationObject, transports },
  }
}

async function asked<T>(question: Promise<T>): Promise<T> {
  try {
    return await question
  } catch (error) {
    throw new Refused(0, 'no_passkey', sentenceFor(error))
  }
}

function sentenceFor(error: unknown): string {
  const name = error instanceof Error ? error.name : ''
  if (name === 'InvalidStateError') return 'This device has a passkey for you already.'
  if (name === 'NotAllowedError' || name === 'AbortError')
    return 'No passkey was shown. Try again, or choose another way.'
  return 'This browser cannot use passkeys here. Choose another way.'
}
