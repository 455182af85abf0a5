import { argon2, randomBytes, timingSafeEqual } from 'node:crypto'
import { promisify } from 'node:util'

const derive = promisify(argon2)

// OWASP Password Storage Cheat Sheet, first choice: argon2id with 19 MiB, 2 passes, 1 lane. About 40 ms.
const memoryKib = 19 * 1024
const passes = 2
const parallelism = 1
const saltLength = 16
const tagLength = 32

type Parts = { memory: number; passes: number; parallelism: number; salt: Buffer; tag: Buffer }

/** A password as it is kept: argon2id in PHC form, with a salt of its own. Slow on purpose, off the main thread. */
export async function hashPassword(password: string): Promise<string> {
  const salt = randomBytes(saltLength)
  const tag = await tagOf(password, {
    memory: memoryKib,
    passes,
    parallelism,
    salt,
    tag: Buffer.alloc(tagLength),
  })
  return `$argon2id$v=19$m=${memoryKib},t=${passes},p=${parallelism}$${unpadded(salt)}$${unpadded(tag)}`
}

/** Whether the password is the one kept. Without a kept one it takes the same time and answers no. */
export async function matchesPassword(password: string, kept: string | null): Promise<boolean> {
  const parts = parsePhc(kept ?? nobodys)
  const tag = await tagOf(password, parts)
  return timingSafeEqual(tag, parts.tag) && kept !== null
}

// Costs what a real one costs, and opens nothing.
const nobodys = `$argon2id$v=19$m=${memoryKib},t=${passes},p=${parallelism}$${'A'.repeat(22)}$${'A'.repeat(43)}`

function tagOf(password: string, parts: Parts): Promise<Buffer> {
  return derive('argon2id', {
    // The same password typed on two systems can arrive composed or decomposed (NIST SP 800-63B §5.1.1.2).
    message: password.normalize('NFKC'),
    nonce: parts.salt,
    memory: parts.memory,
    passes: parts.passes,
    parallelism: parts.parallelism,
    tagLength: parts.tag.length,
  })
}

const phc = /^\$argon2id\$v=19\$m=(\d+),t=(\d+),p=(\d+)\$([A-Za-z0-9+/]+)\$([A-Za-z0-9+/]+)$/

function parsePhc(kept: string): Parts {
  const [, memory, t, p, salt, tag] = phc.exec(kept) ?? []
  if (!memory || !t || !p || !salt || !tag) throw new Error('A kept password has an unknown form.')
  return {
    memory: Number(memory),
    passes: Number(t),
    parallelism: Number(p),
    salt: Buffer.from(salt, 'base64'),
    tag: Buffer.from(tag, 'base64'),
  }
}

function unpadded(bytes: Buffer): string {
  return bytes.toString('base64').replace(/=+$/, '')
}
