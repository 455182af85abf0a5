import { createHash, generateKeyPair, sign } from 'node:crypto'
import { promisify } from 'node:util'

export type Signer = Awaited<ReturnType<typeof newSigner>>

let made: ReturnType<typeof newPair> | undefined

/** Signs with RS256, as Entra does. The key pair is new in every process, and one for all fakes in it. */
export async function newSigner() {
  made ??= newPair()
  const { publicKey, privateKey } = await made
  const jwk = publicKey.export({ format: 'jwk' })
  const kid = createHash('sha256').update(String(jwk.n)).digest('base64url').slice(0, 27)

  function signToken(claims: Record<string, unknown>): string {
    const text = [{ typ: 'JWT', alg: 'RS256', kid }, claims].map(encode).join('.')
    return `${text}.${sign('RSA-SHA256', Buffer.from(text), privateKey).toString('base64url')}`
  }

  return { signToken, keys: [{ kty: 'RSA', use: 'sig', kid, n: jwk.n, e: jwk.e }] }
}

function newPair() {
  return promisify(generateKeyPair)('rsa', { modulusLength: 2048 })
}

function encode(part: unknown): string {
  return Buffer.from(JSON.stringify(part)).toString('base64url')
}
