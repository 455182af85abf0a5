import { createDecipheriv, createECDH, createPublicKey, hkdfSync, randomBytes, verify } from 'node:crypto'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { buffer } from 'node:stream/consumers'

/** What a push service was given: whom it came from, how it is to be kept, and what only the browser reads. */
export type TakenPush = {
  subscriber: string
  ttl: number
  urgency: string | undefined
  topic: string | undefined
  /** Who sent it, as signed: to which service, until when, and where to write to. */
  claims: { aud: string; exp: number; sub: string }
  body: Buffer
}

/** A browser with a subscription, made by hand; its private half opens what was pushed. */
export type Subscriber = {
  target: { endpoint: string; p256dh: string; auth: string }
  /** What a push says. Throws when it was not encrypted for this browser. */
  open(body: Buffer): { title: string; text: string; href: string; tag: string }
}

export type FakePush = {
  url: string
  taken: readonly TakenPush[]
  subscribe(): Subscriber
  /** What it answers from now on instead of 201; undefined makes it well again. */
  answerWith(answer: { status: number; headers?: Record<string, string> } | undefined): void
  /** Takes the next pushes, and says nothing until whoever sent them is gone. */
  holdAfterTaking(holds: boolean): void
  /** How many requests came in, refused ones too. */
  asked(): number
  stop(): Promise<void>
}

/** A push service (RFC 8030) that lets nobody in who does not sign as the subscription asks (RFC 8292). */
export async function startFakePush(publicKeyOf: () => string): Promise<FakePush> {
  const taken: TakenPush[] = []
  let answer: { status: number; headers?: Record<string, string> } | undefined
  let asked = 0
  let holds = false
  let url = ''
  const server = createServer((request, response) => void hear(request, response))
  async function hear(request: IncomingMessage, response: ServerResponse): Promise<void> {
    asked += 1
    const body = await buffer(request)
    if (answer) return void response.writeHead(answer.status, answer.headers).end('not now')
    const claims = verifySender(request.headers.authorization ?? '', publicKeyOf())
    const ttl = Number(request.headers.ttl)
    if (!claims || claims.aud !== url) return void response.writeHead(403).end('who are you?')
    if (request.headers['content-encoding'] !== 'aes128gcm' || !Number.isInteger(ttl))
      return void response.writeHead(400).end('not a push message')
    const { urgency, topic } = request.headers
    const subscriber = (request.url ?? '').split('/').at(-1) ?? ''
    taken.push({ subscriber, ttl, urgency: first(urgency), topic: first(topic), claims, body })
    if (!holds) response.writeHead(201, { location: `${url}/m/${taken.length}` }).end()
  }
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  return {
    url,
    taken,
    subscribe: () => makeSubscriber(`${url}/push/${randomBytes(9).toString('base64url')}`),
    answerWith: (next) => (answer = next),
    holdAfterTaking: (wanted) => void (holds = wanted),
    asked: () => asked,
    stop: () => new Promise((resolve) => server.close(() => resolve())),
  }
}

/** A browser's half of a subscription at this address. */
export function makeSubscriber(endpoint: string): Subscriber {
  const keys = createECDH('prime256v1')
  const own = keys.generateKeys()
  const auth = randomBytes(16)
  return {
    target: { endpoint, p256dh: own.toString('base64url'), auth: auth.toString('base64url') },
    open(body) {
      // One record: salt, its size, the sender's point (RFC 8188 §2.1, RFC 8291 §4).
      const salt = body.subarray(0, 16)
      const sender = body.subarray(21, 21 + body.readUInt8(20))
      const sealed = body.subarray(21 + sender.length)
      const info = Buffer.concat([Buffer.from('WebPush: info\0'), own, sender])
      const secret = derive(keys.computeSecret(sender), auth, info, 32)
      const key = derive(secret, salt, Buffer.from('Content-Encoding: aes128gcm\0'), 16)
      const nonce = derive(secret, salt, Buffer.from('Content-Encoding: nonce\0'), 12)
      const opening = createDecipheriv('aes-128-gcm', key, nonce).setAuthTag(sealed.subarray(-16))
      const padded = Buffer.concat([opening.update(sealed.subarray(0, -16)), opening.final()])
      return JSON.parse(padded.subarray(0, padded.lastIndexOf(2)).toString())
    },
  }
}

function derive(secret: Buffer, salt: Buffer, info: Buffer, length: number): Buffer {
  return Buffer.from(hkdfSync('sha256', secret, salt, info, length))
}

// `vapid t=<JWT>, k=<public key>` (RFC 8292 §3), the key being the one that the browser subscribed with.
function verifySender(authorization: string, publicKey: string): TakenPush['claims'] | undefined {
  const { t = '', k } = /^vapid t=(?<t>[^,]+), ?k=(?<k>[\w-]+)$/.exec(authorization)?.groups ?? {}
  const [header = '', claims = '', signature = ''] = t.split('.')
  if (k !== publicKey) return undefined
  const point = Buffer.from(k, 'base64url')
  const [x, y] = [point.toString('base64url', 1, 33), point.toString('base64url', 33)]
  const key = createPublicKey({ format: 'jwk', key: { kty: 'EC', crv: 'P-256', x, y } })
  const said = Buffer.from(`${header}.${claims}`)
  const isTrue = verify(
    'sha256',
    said,
    { key, dsaEncoding: 'ieee-p1363' },
    Buffer.from(signature, 'base64url'),
  )
  return isTrue ? JSON.parse(Buffer.from(claims, 'base64url').toString()) : undefined
}

function first(value: string | string[] | undefined): string | undefined {
  return Array.isArray(value) ? value[0] : value
}
