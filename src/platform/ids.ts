import { createHash, randomBytes, randomFillSync } from 'node:crypto'

/** A new UUIDv7 (RFC 9562 §5.7) for the given instant, in milliseconds; PostgreSQL 15 has no generator of its own. */
export function newId(at: number = Date.now()): string {
  const bytes = randomFillSync(Buffer.alloc(16))
  bytes.writeUIntBE(at, 0, 6)
  bytes.writeUInt8((bytes.readUInt8(6) & 0x0f) | 0x70, 6)
  bytes.writeUInt8((bytes.readUInt8(8) & 0x3f) | 0x80, 8)
  const hex = bytes.toString('hex')
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`
}

/** A secret that opens something by itself: 192 random bits, safe in an address. */
export function newToken(): string {
  return randomBytes(24).toString('base64url')
}

/** How a token is kept: its SHA-256. The token has full entropy, so a slow hash would add nothing. */
export function hashToken(token: string): string {
  return createHash('sha256').update(token).digest('base64url')
}
