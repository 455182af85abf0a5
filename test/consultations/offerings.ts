import { crc32, deflateSync } from 'node:zlib'

import type { Client } from '#test/support/app.ts'

/** A PNG of 64 by 48 white pixels, as base64. */
export const smallPicture = makePng(64, 48).toString('base64')

/** A PNG of white pixels, with more chunks before its end. */
export function makePng(width: number, height: number, more: readonly Buffer[] = []): Buffer {
  const size = Buffer.alloc(13)
  size.writeUInt32BE(width, 0)
  size.writeUInt32BE(height, 4)
  // 8 bits of grey, no interlacing (PNG, third edition, §11.2.1).
  size.set([8, 0, 0, 0, 0], 8)
  const rows = Buffer.alloc(height * (width + 1), 255).map((byte, at) => (at % (width + 1) === 0 ? 0 : byte))
  return Buffer.concat([
    Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
    pngChunk('IHDR', size),
    ...more,
    pngChunk('IDAT', deflateSync(rows)),
    pngChunk('IEND', Buffer.alloc(0)),
  ])
}

/** A chunk of a PNG. */
export function pngChunk(type: string, data: Buffer): Buffer {
  const length = Buffer.alloc(4)
  length.writeUInt32BE(data.length)
  const body = Buffer.concat([Buffer.from(type), data])
  const sum = Buffer.alloc(4)
  sum.writeUInt32BE(crc32(body))
  return Buffer.concat([length, body, sum])
}

/** Terms as an offerer sends them: half an hour or an hour, for anyone, for nothing. */
export function offeringTerms(changes: Record<string, unknown> = {}): Record<string, unknown> {
  return {
    title: 'Garden plan',
    slug: '',
    description: 'Bring pictures of your garden.\nWe draw a first plan together.',
    durations: [30, 60],
    price: null,
    questions: [],
    scheduleId: null,
    minimumNoticeMinutes: null,
    audience: 'anyone',
    answerWithinMinutes: null,
    ...changes,
  }
}

/** Offers something, turned on unless it says otherwise; answers it as its offerer sees it. */
export async function makeOffering(
  client: Client,
  changes: Record<string, unknown> = {},
  isOn = true,
): Promise<{ id: string; slug: string; url: string; version: number }> {
  const made = await client.post('/api/me/offerings', offeringTerms(changes))
  if (made.status !== 200) throw new Error(`Could not offer: ${JSON.stringify(made.body)}`)
  if (!isOn) return made.body.offering
  const turned = await client.put(`/api/me/offerings/${made.body.offering.id}/on`, { isOn })
  if (turned.status !== 200) throw new Error(`Could not turn it on: ${JSON.stringify(turned.body)}`)
  return turned.body.offering
}

/** Takes a handle. */
export async function takeHandle(client: Client, handle: string): Promise<void> {
  const answer = await client.patch('/api/me', { handle })
  if (answer.status !== 200) throw new Error(`Could not take ${handle}: ${JSON.stringify(answer.body)}`)
}
