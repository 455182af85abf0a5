import { createHash, generateKeyPairSync, randomBytes, sign } from 'node:crypto'

/** What differs from an honest authenticator and browser. */
export type Twist = {
  origin?: string
  rpId?: string
  type?: string
  /** User present and verified by default (WebAuthn §6.1). */
  flags?: number
  counter?: number
  userHandle?: string
  challenge?: string
}

type Options = Record<string, unknown>

const presentAndVerified = 0x05
const withCredential = 0x40

/** A passkey in software, for one origin: signs what WebAuthn level 3 says an authenticator and its browser sign. */
export function makeAuthenticator(origin: string) {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const { x = '', y = '' } = publicKey.export({ format: 'jwk' })
  const id = randomBytes(32)
  const rpId = new URL(origin).hostname
  let userHandle = ''
  let counter = 0

  return {
    id: id.toString('base64url'),
    /** The answer to `navigator.credentials.create`. */
    create(options: Options, twist: Twist = {}) {
      userHandle = (options.user as { id: string }).id
      const key = cose(x, y)
      const length = Buffer.alloc(2)
      length.writeUInt16BE(id.length)
      const credential = Buffer.concat([Buffer.alloc(16), length, id, key])
      const data = Buffer.concat([authenticatorData(withCredential, twist), credential])
      const attestation = Buffer.concat([
        Buffer.from([0xa3]),
        text('fmt'),
        text('none'),
        text('attStmt'),
        Buffer.from([0xa0]),
        text('authData'),
        bytes(data),
      ])
      return answer({
        clientDataJSON: clientData('webauthn.create', options, twist).toString('base64url'),
        attestationObject: attestation.toString('base64url'),
        transports: ['internal'],
      })
    },
    /** The answer to `navigator.credentials.get`. */
    get(options: Options, twist: Twist = {}) {
      const client = clientData('webauthn.get', options, twist)
      counter += 1
      const data = authenticatorData(0, twist)
      const signed = Buffer.concat([data, createHash('sha256').update(client).digest()])
      return answer({
        clientDataJSON: client.toString('base64url'),
        authenticatorData: data.toString('base64url'),
        signature: sign('sha256', signed, privateKey).toString('base64url'),
        userHandle: twist.userHandle ?? userHandle,
      })
    },
  }

  function answer<T>(response: T) {
    const name = id.toString('base64url')
    return { id: name, rawId: name, type: 'public-key' as const, clientExtensionResults: {}, response }
  }

  function clientData(type: string, { challenge }: Options, twist: Twist): Buffer {
    return Buffer.from(
      JSON.stringify({
        type: twist.type ?? type,
        challenge: twist.challenge ?? challenge,
        origin: twist.origin ?? origin,
        crossOrigin: false,
      }),
    )
  }

  function authenticatorData(more: number, twist: Twist): Buffer {
    const count = Buffer.alloc(4)
    count.writeUInt32BE(twist.counter ?? counter)
    const hash = createHash('sha256')
      .update(twist.rpId ?? rpId)
      .digest()
    return Buffer.concat([hash, Buffer.from([(twist.flags ?? presentAndVerified) | more]), count])
  }
}

// CBOR (RFC 8949), as little of it as a key and an attestation need.
function cose(x: string, y: string): Buffer {
  return Buffer.concat([
    Buffer.from([0xa5, 0x01, 0x02, 0x03, 0x26, 0x20, 0x01, 0x21]),
    bytes(Buffer.from(x, 'base64url')),
    Buffer.from([0x22]),
    bytes(Buffer.from(y, 'base64url')),
  ])
}

function text(value: string): Buffer {
  return Buffer.concat([Buffer.from([0x60 | value.length]), Buffer.from(value)])
}

function bytes(value: Buffer): Buffer {
  const head = value.length < 256 ? [0x58, value.length] : [0x59, value.length >> 8, value.length & 0xff]
  return Buffer.concat([Buffer.from(head), value])
}
