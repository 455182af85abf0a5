import { createCipheriv, createDecipheriv, createHash, hkdfSync, randomBytes } from 'node:crypto'

/** Seals secrets at rest. `place` says where the value lives (table|row|column), so that a blob copied elsewhere does not open. */
export type Sealer = {
  seal(place: string, text: string): string
  open(place: string, sealed: string): string
  /** How every value begins that the newest key sealed. What begins otherwise was sealed by an older one. */
  readonly newest: string
  /** A secret of 256 bits, base64url: for one purpose of one installation for ever the same, and kept nowhere. */
  secretFor(purpose: string): string
}

// Values of the first form do not say which key sealed them.
const firstForm = 'v1'
const form = 'v2'
const nonceLength = 12
const tagLength = 16

type Key = { id: string; bytes: Buffer }

/**
 * AES-256-GCM under keys of at least 32 random bytes: the first one seals, each of them opens. Every value gets its own
 * nonce. Opening anything tampered with throws.
 */
export function createSealer(masterKey: Buffer, ...olderKeys: readonly Buffer[]): Sealer {
  const key = keyFrom(masterKey)
  const keys = [key, ...olderKeys.map(keyFrom)]
  return {
    newest: `${form}.${key.id}.`,
    secretFor: (purpose) =>
      Buffer.from(hkdfSync('sha256', masterKey, '', `parley secret: ${purpose}`, 32)).toString('base64url'),
    seal(place, text) {
      const nonce = randomBytes(nonceLength)
      const cipher = createCipheriv('aes-256-gcm', key.bytes, nonce).setAAD(Buffer.from(place))
      const sealed = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()])
      return `${form}.${key.id}.${Buffer.concat([nonce, cipher.getAuthTag(), sealed]).toString('base64url')}`
    },
    open(place, sealed) {
      const { body, fitting } = readForm(keys, sealed)
      return openWithAny(fitting, place, Buffer.from(body, 'base64url'))
    },
  }
}

function keyFrom(masterKey: Buffer): Key {
  const bytes = Buffer.from(hkdfSync('sha256', masterKey, '', 'parley sealing', 32))
  return { bytes, id: createHash('sha256').update(bytes).digest('base64url').slice(0, 8) }
}

function readForm(keys: readonly Key[], sealed: string): { body: string; fitting: readonly Key[] } {
  const [given, ...rest] = sealed.split('.')
  const [id = '', body = ''] = given === firstForm ? ['', ...rest] : rest
  if ((given !== firstForm && given !== form) || body === '') {
    throw new Error('A sealed value has an unknown form.')
  }
  const fitting = given === firstForm ? keys : keys.filter((key) => key.id === id)
  if (fitting.length === 0) throw new Error('A value was sealed by a key that is not here.')
  return { body, fitting }
}

function openWithAny([key, ...others]: readonly Key[], place: string, bytes: Buffer): string {
  if (!key) throw new Error('A sealed value does not open.')
  try {
    return openWith(key, place, bytes)
  } catch (error) {
    if (others.length === 0) throw error
    return openWithAny(others, place, bytes)
  }
}

function openWith({ bytes: key }: Key, place: string, bytes: Buffer): string {
  const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, nonceLength))
    .setAAD(Buffer.from(place))
    .setAuthTag(bytes.subarray(nonceLength, nonceLength + tagLength))
  return decipher.update(bytes.subarray(nonceLength + tagLength), undefined, 'utf8') + decipher.final('utf8')
}
