import { createHash, createHmac, randomBytes } from 'node:crypto'
import { createSocket, type Socket } from 'node:dgram'

import type { IceServer } from '#calls/ice.ts'

/** A client of STUN and TURN that says what it is told to, sensible or not (RFC 5389, 5766, 6062, 6156). */
export type TurnClient = {
  /** Asks for a relay; answers 0, or the code of the refusal. */
  allocate(wish?: { family?: 'IPv6'; transport?: 'tcp' }): Promise<number>
  /** Asks to let packets of a peer through; answers 0, or the code of the refusal. */
  permit(peer: string): Promise<number>
  close(): void
}

type Address = { host: string; port: number }
type Attribute = readonly [type: number, value: Buffer]
type Login = { realm: Buffer; nonce: Buffer; username: string; password: string }

const cookie = Buffer.from([0x21, 0x12, 0xa4, 0x42])
const methods = { binding: 0x001, allocate: 0x003, permit: 0x008 }
const types = {
  username: 0x06,
  integrity: 0x08,
  error: 0x09,
  peer: 0x12,
  realm: 0x14,
  nonce: 0x15,
  family: 0x17,
  transport: 0x19,
}
const [headerLength, integrityLength] = [20, 24]
const [askAgainMs, tries] = [500, 20]

/** Whether somebody speaks STUN there; gives up soon. */
export async function isThereTurn(at: Address): Promise<boolean> {
  const socket = createSocket('udp4')
  try {
    return (await ask(socket, at, message(methods.binding, randomBytes(12), []), 1)) !== undefined
  } finally {
    socket.close()
  }
}

/** Speaks with a relay from a port of its own, as whoever was given `server`. One client has one relay at most. */
export function openTurn(at: Address, { username = '', credential = '' }: Partial<IceServer>): TurnClient {
  const socket = createSocket('udp4')
  let login: Login | undefined
  const say = async (
    method: number,
    attributesFor: (transaction: Buffer) => Attribute[],
  ): Promise<number> => {
    const transaction = randomBytes(12)
    const sent = message(method, transaction, attributesFor(transaction), login)
    const answer = await ask(socket, at, sent, tries)
    if (!answer) throw new Error('The relay does not answer')
    const [realm, nonce] = [valueOf(answer, types.realm), valueOf(answer, types.nonce)]
    // The first refusal brings what a login is made with; the next one is a refusal.
    if (codeOf(answer) !== 401 || login || !realm || !nonce) return codeOf(answer)
    login = { realm, nonce, username, password: credential }
    return say(method, attributesFor)
  }
  return {
    allocate: ({ family, transport } = {}) =>
      say(methods.allocate, () => {
        const asked: Attribute = [types.transport, Buffer.from([transport === 'tcp' ? 6 : 17, 0, 0, 0])]
        return family ? [asked, [types.family, Buffer.from([2, 0, 0, 0])]] : [asked]
      }),
    permit: (peer) => say(methods.permit, (transaction) => [[types.peer, maskedAddress(peer, transaction)]]),
    close: () => socket.close(),
  }
}

function message(
  method: number,
  transaction: Buffer,
  attributes: readonly Attribute[],
  login?: Login,
): Buffer {
  const named: Attribute[] = login
    ? [
        [types.username, Buffer.from(login.username)],
        [types.realm, login.realm],
        [types.nonce, login.nonce],
      ]
    : []
  const body = Buffer.concat([...attributes, ...named].map(attribute))
  if (!login) return Buffer.concat([header(method, transaction, body.length), body])
  // What is signed already counts the signature in its length.
  const toSign = Buffer.concat([header(method, transaction, body.length + integrityLength), body])
  const key = createHash('md5')
    .update(
      Buffer.concat([Buffer.from(`${login.username}:`), login.realm, Buffer.from(`:${login.password}`)]),
    )
    .digest()
  return Buffer.concat([
    toSign,
    attribute([types.integrity, createHmac('sha1', key).update(toSign).digest()]),
  ])
}

function header(method: number, transaction: Buffer, length: number): Buffer {
  return Buffer.concat([Buffer.from([0, method, length >> 8, length & 0xff]), cookie, transaction])
}

function attribute([type, value]: Attribute): Buffer {
  const head = Buffer.alloc(4)
  head.writeUInt16BE(type, 0)
  head.writeUInt16BE(value.length, 2)
  return Buffer.concat([head, value, Buffer.alloc((4 - (value.length % 4)) % 4)])
}

// XOR-PEER-ADDRESS: against the cookie, and for IPv6 the transaction as well.
function maskedAddress(address: string, transaction: Buffer): Buffer {
  const bytes = bytesOf(address)
  const mask = Buffer.concat([cookie, transaction])
  const masked = bytes.map((byte, at) => byte ^ (mask[at] ?? 0))
  const port = Buffer.from([0x1f ^ 0x21, 0x90 ^ 0x12])
  return Buffer.concat([Buffer.from([0, bytes.length === 4 ? 1 : 2]), port, masked])
}

function bytesOf(address: string): Buffer {
  if (!address.includes(':')) return Buffer.from(address.split('.').map(Number))
  const dotted = /^(.*:)(\d+)\.(\d+)\.(\d+)\.(\d+)$/.exec(address)
  const hex = (high?: string, low?: string) => (Number(high) * 256 + Number(low)).toString(16)
  const whole = dotted ? `${dotted[1]}${hex(dotted[2], dotted[3])}:${hex(dotted[4], dotted[5])}` : address
  const [left = '', right = ''] = whole.split('::')
  const groups = (text: string) => text.split(':').filter(Boolean)
  const gap = 8 - groups(left).length - groups(right).length
  const all = [...groups(left), ...Array.from({ length: gap }, () => '0'), ...groups(right)]
  return Buffer.from(all.map((group) => group.padStart(4, '0')).join(''), 'hex')
}

async function ask(socket: Socket, at: Address, sent: Buffer, times: number): Promise<Buffer | undefined> {
  for (let time = 0; time < times; time++) {
    const answer = await once(socket, at, sent)
    if (answer) return answer
  }
  return undefined
}

function once(socket: Socket, at: Address, sent: Buffer): Promise<Buffer | undefined> {
  return new Promise((resolve) => {
    const end = (answer?: Buffer) => {
      clearTimeout(timer)
      socket.off('message', hear)
      resolve(answer)
    }
    const hear = (answer: Buffer) => {
      if (answer.subarray(8, headerLength).equals(sent.subarray(8, headerLength))) end(answer)
    }
    const timer = setTimeout(end, askAgainMs)
    socket.on('message', hear)
    socket.send(sent, at.port, at.host)
  })
}

function codeOf(answer: Buffer): number {
  const error = valueOf(answer, types.error)
  return error ? (error[2] ?? 0) * 100 + (error[3] ?? 0) : 0
}

function valueOf(answer: Buffer, wanted: number): Buffer | undefined {
  for (let at = headerLength; at + 4 <= answer.length;) {
    const [type, length] = [answer.readUInt16BE(at), answer.readUInt16BE(at + 2)]
    if (type === wanted) return answer.subarray(at + 4, at + 4 + length)
    at += 4 + length + ((4 - (length % 4)) % 4)
  }
  return undefined
}
