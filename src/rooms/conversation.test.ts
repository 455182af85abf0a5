import { describe, expect, test } from 'vitest'

import type { Message } from './contract/message.ts'
import {
  excerptOf,
  firstUnread,
  groupByDay,
  lastOwn,
  withChangedMessage,
  withEarlier,
  withMessage,
} from './conversation.ts'

function message(seq: number, more: Partial<Message> = {}): Message {
  return {
    id: `message-${seq}`,
    seq,
    kind: 'text',
    senderId: 'ana',
    senderName: 'Ana',
    clientId: null,
    body: `Text ${seq}`,
    card: null,
    detail: null,
    sentAt: '2026-10-23T10:00:00Z',
    editedAt: null,
    deletedAt: null,
    ...more,
  }
}

const seqs = (messages: readonly Message[]) => messages.map(({ seq }) => seq)

describe('messages in order', () => {
  test('whatever the order they come in, and each once', () => {
    const arrived = [5, 2, 9, 2, 1, 5].reduce<readonly Message[]>(
      (list, seq) => withMessage(list, message(seq)),
      [],
    )
    expect(seqs(arrived)).toEqual([1, 2, 5, 9])
  })

  test('earlier ones go before, and what overlaps is taken once', () => {
    expect(seqs(withEarlier([message(5), message(6)], [message(3), message(4), message(5)]))).toEqual([
      3, 4, 5, 6,
    ])
    expect(seqs(withEarlier([], [message(3)]))).toEqual([3])
  })

  test('a change to one that is not loaded changes nothing', () => {
    const list = [message(1)]
    expect(withChangedMessage(list, message(2))).toBe(list)
    expect(withChangedMessage(list, message(1, { body: 'New' }))[0]?.body).toBe('New')
  })
})

describe('groups', () => {
  const dateOf = (at: number) => new Date(at).toISOString().slice(0, 10)
  const groupsOf = (messages: Message[], breakAt?: number) =>
    groupByDay(messages, dateOf, breakAt).map(({ date, groups }) => [
      date,
      groups.map((group) => seqs(group.messages)),
    ])

  test('one person within five minutes of the message before', () => {
    const at = (minutes: number) =>
      new Date(Date.parse('2026-10-23T10:00:00Z') + minutes * 60_000).toISOString()
    const list = [0, 4, 8.9, 13.9].map((minutes, index) => message(index + 1, { sentAt: at(minutes) }))
    expect(groupsOf(list)).toEqual([['2026-10-23', [[1, 2, 3], [4]]]])
  })

  test('another person, a card and what the room says stand for themselves', () => {
    const list = [
      message(1),
      message(2, { senderId: 'ben' }),
      message(3, { kind: 'system' }),
      message(4),
      message(5, { kind: 'card', card: { kind: 'invite', id: 'i' } }),
    ]
    expect(groupsOf(list)).toEqual([['2026-10-23', [[1], [2], [3], [4], [5]]]])
  })

  test('midnight, and the line of what is new, part what belongs together', () => {
    const list = [
      message(1, { sentAt: '2026-10-23T23:59:00Z' }),
      message(2, { sentAt: '2026-10-24T00:01:00Z' }),
      message(3, { sentAt: '2026-10-24T00:02:00Z' }),
    ]
    expect(groupsOf(list, 3)).toEqual([
      ['2026-10-23', [[1]]],
      ['2026-10-24', [[2], [3]]],
    ])
  })
})

test('what waits is of others, after what was read, and still there', () => {
  const list = [
    message(1),
    message(2, { senderId: 'me' }),
    message(3, { deletedAt: '2026-10-23T10:00:00Z' }),
    message(4),
  ]
  expect(firstUnread(list, 'me', 0)?.seq).toBe(1)
  expect(firstUnread(list, 'me', 1)?.seq).toBe(4)
  expect(firstUnread(list, 'me', 4)).toBeUndefined()
})

test('the last message of one’s own that can be edited', () => {
  const list = [
    message(1),
    message(2),
    message(3, { deletedAt: '2026-10-23T10:00:00Z' }),
    message(4, { kind: 'system' }),
    message(5, { senderId: 'ben' }),
  ]
  expect(lastOwn(list, 'ana')?.seq).toBe(2)
})

test.each([
  ['**Bold** and _soft_, `code`', 'Bold and soft, code'],
  ['See [the plan](https://example.org/plan) now', 'See the plan now'],
  ['# Title\n\n- one\n- two', 'Title one two'],
  ['> quoted\n\nanswer', 'quoted answer'],
  ['snake_case_name and 2 * 3 * 4', 'snake_case_name and 2 * 3 * 4'],
  ['```js\nlet a\n```', 'let a'],
  ['long '.repeat(60), `${'long '.repeat(27)}long…`],
])('%j in one line', (body, excerpt) => {
  expect(excerptOf({ body, card: null })).toBe(excerpt)
})

test('a card without words is called by its kind', () => {
  expect(excerptOf({ body: '', card: { kind: 'invite', id: 'i' } })).toBe('Invite')
})
