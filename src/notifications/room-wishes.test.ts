import { describe, expect, test } from 'vitest'

import type { Channel, NoticeKind } from './notice.ts'
import { isWantedOfRoom, noRoomWishes, type OwnRoomWishes, usualRoomWishes } from './room-wishes.ts'

type Case = [string, Partial<OwnRoomWishes>, NoticeKind, Channel, boolean]

describe('what is wanted of a room', () => {
  test.each<Case>([
    ['everything by default', {}, 'message', 'push', true],
    ['a mention by default', {}, 'mention', 'mail', true],
    ['mentions only: no message', { messages: 'mentions' }, 'message', 'in_app', false],
    ['mentions only: a mention', { messages: 'mentions' }, 'mention', 'in_app', true],
    ['nothing: no mention', { messages: 'nothing' }, 'mention', 'push', false],
    ['nothing: meetings still come', { messages: 'nothing' }, 'meeting_changed', 'mail', true],
    ['meetings turned off too', { meetings: false }, 'meeting_new', 'mail', false],
    ['a reminder even then', { meetings: false, messages: 'nothing' }, 'reminder', 'push', true],
    ['muted: no mention', { mutedUntil: 101 }, 'mention', 'push', false],
    ['muted: meetings still come', { mutedUntil: 101 }, 'meeting_cancelled', 'push', true],
    ['no longer muted', { mutedUntil: 100 }, 'message', 'push', true],
    ['no mails: push still comes', { mails: false }, 'message', 'push', true],
    ['no mails', { mails: false }, 'mention', 'mail', false],
  ])('%s', (_, own, kind, channel, isWanted) => {
    const wishes = { own: { ...noRoomWishes, ...own }, usual: usualRoomWishes }
    expect(isWantedOfRoom(wishes, { kind, channel }, 100)).toBe(isWanted)
  })

  test('a room with no choice of its own follows the default', () => {
    const wishes = { own: noRoomWishes, usual: { messages: 'mentions', meetings: false } as const }
    expect(isWantedOfRoom(wishes, { kind: 'message', channel: 'push' }, 100)).toBe(false)
    expect(isWantedOfRoom(wishes, { kind: 'mention', channel: 'push' }, 100)).toBe(true)
    expect(isWantedOfRoom(wishes, { kind: 'meeting_new', channel: 'push' }, 100)).toBe(false)
  })
})
