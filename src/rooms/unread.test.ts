import { describe, expect, test } from 'vitest'

import { HOUR, MINUTE, SECOND } from '#time/instant.ts'

import { lookAtUnread, type SaidMessage, type UnreadReader } from './unread.ts'

const ben: UnreadReader = {
  personId: 'ben',
  readSeq: 0,
  promptedSeq: 0,
  promptedAt: null,
  mailedSeq: 0,
  mailedAt: null,
}

function said(seq: number, sentAt: number, mentionedIds: string[] = []): SaidMessage {
  return { seq, senderId: 'ana', sentAt, mentionedIds }
}

function wordsAt(now: number, messages: SaidMessage[], reader: Partial<UnreadReader> = {}, isDirect = false) {
  const { words, nextAt } = lookAtUnread({ messages, readers: [{ ...ben, ...reader }], isDirect }, now)
  return { told: words.map(({ by, kind, messages: all }) => [by, kind, all.map(({ seq }) => seq)]), nextAt }
}

const prompted = { promptedSeq: 1, promptedAt: 5 * SECOND }

describe('a mail about unread messages', () => {
  test('is sent after fifteen minutes, with all that is unread', () => {
    const messages = [said(1, 0), said(2, 14 * MINUTE)]
    const reader = { promptedSeq: 2, promptedAt: 14 * MINUTE }
    expect(wordsAt(15 * MINUTE - 1, messages, reader)).toEqual({ told: [], nextAt: 15 * MINUTE })
    expect(wordsAt(15 * MINUTE, messages, reader).told).toEqual([['mail', 'message', [1, 2]]])
  })

  test('about a mention, or between two people, after three', () => {
    expect(wordsAt(3 * MINUTE, [said(1, 0, ['ben'])], prompted).told).toEqual([['mail', 'mention', [1]]])
    expect(wordsAt(3 * MINUTE, [said(1, 0)], prompted, true).told).toEqual([['mail', 'message', [1]]])
    expect(wordsAt(3 * MINUTE, [said(1, 0, ['chiyo'])], prompted).told).toEqual([])
  })

  test('is not sent about what was read, or was one’s own', () => {
    expect(wordsAt(HOUR, [said(1, 0)], { readSeq: 1 })).toEqual({ told: [], nextAt: null })
    expect(wordsAt(HOUR, [{ ...said(1, 0), senderId: 'ben' }])).toEqual({ told: [], nextAt: null })
  })

  test('comes once an hour at most, and never again about the same', () => {
    const mailed = { promptedSeq: 2, promptedAt: 0, mailedSeq: 1, mailedAt: 15 * MINUTE }
    expect(wordsAt(HOUR, [said(1, 0)], mailed)).toEqual({ told: [], nextAt: null })
    const messages = [said(1, 0), said(2, 20 * MINUTE)]
    expect(wordsAt(HOUR, messages, mailed)).toEqual({ told: [], nextAt: HOUR + 15 * MINUTE })
    expect(wordsAt(HOUR + 15 * MINUTE, messages, mailed).told).toEqual([['mail', 'message', [2]]])
  })
})

describe('a prompt', () => {
  const mailed = { mailedSeq: 9, mailedAt: 0 }

  test('gives who reads along the time to read', () => {
    expect(wordsAt(4 * SECOND, [said(1, 0)], mailed)).toEqual({ told: [], nextAt: 5 * SECOND })
    expect(wordsAt(5 * SECOND, [said(1, 0)], mailed).told).toEqual([['prompt', 'message', [1]]])
  })

  test('comes again after a while, at once for a mention or between two', () => {
    const messages = [said(1, 0), said(2, MINUTE)]
    const late = 2 * MINUTE
    expect(wordsAt(late, messages, { ...mailed, ...prompted })).toEqual({
      told: [],
      nextAt: 10 * MINUTE + 5 * SECOND,
    })
    expect(wordsAt(late, [said(1, 0), said(2, MINUTE, ['ben'])], { ...mailed, ...prompted }).told).toEqual([
      ['prompt', 'mention', [2]],
    ])
    expect(wordsAt(late, messages, { ...mailed, ...prompted }, true).told).toEqual([
      ['prompt', 'message', [2]],
    ])
  })

  test('comes at once for who has read the last one', () => {
    const messages = [said(1, 0), said(2, MINUTE)]
    expect(wordsAt(2 * MINUTE, messages, { ...mailed, ...prompted, readSeq: 1 }).told).toEqual([
      ['prompt', 'message', [2]],
    ])
  })
})
