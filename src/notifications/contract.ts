import { z } from 'zod'

import { done, id, instantText, route } from '#platform/contract.ts'
import { toIso } from '#time/instant.ts'
import { parseWallTime } from '#time/wall-time.ts'

import type { Device } from './device.ts'
import { channels, noticeKinds, type NoticeRecord } from './notice.ts'
import { messageChoices, type MutedRoom } from './room-wishes.ts'

/** Told in a person's own stream when what stands under their bell has changed. */
export const noticesEvent = 'notices.changed'

/** Told in a person's own stream when what they want to be told has changed, anywhere. */
export const settingsEvent = 'notifications.settings-changed'

const notice = z.object({
  id,
  kind: z.enum(noticeKinds),
  roomId: id.nullable(),
  title: z.string(),
  text: z.string(),
  /** A path inside Parley; null where it would lead nowhere any more. */
  href: z.string().nullable(),
  toldAt: instantText,
  isRead: z.boolean(),
})
export type Notice = z.infer<typeof notice>

export const listNotices = route({
  method: 'GET',
  path: '/api/notices',
  who: 'signed-in',
  summary: 'What one was told lately, the latest first, and how much of all of it is unread',
  reply: z.object({ notices: z.array(notice), unread: z.number().int() }),
})

export const markNoticesRead = route({
  method: 'PUT',
  path: '/api/notices/read',
  who: 'signed-in',
  summary: 'Mark one notice as read, or it and all before it',
  body: z.object({ noticeId: id, andEarlier: z.boolean().default(false) }),
  reply: done,
})

/** A notice on the wire. */
export function presentNotice({ id: noticeId, toldAt, readAt, ...rest }: NoticeRecord): Notice {
  const { kind, roomId, title, text, href } = rest
  return { id: noticeId, kind, roomId, title, text, href, toldAt: toIso(toldAt), isRead: readAt !== null }
}

const pushDevice = z.object({
  id,
  /** As its person knows it: "Firefox on Linux". */
  name: z.string(),
  addedAt: instantText,
  /** When a push service last took something for it. */
  reachedAt: instantText.nullable(),
  /** Whether it is the browser that asks. */
  here: z.boolean(),
})
export type PushDevice = z.infer<typeof pushDevice>

export const listDevices = route({
  method: 'GET',
  path: '/api/push/devices',
  who: 'signed-in',
  summary: 'The devices one lets Parley push to, and the key that a browser subscribes with',
  reply: z.object({ publicKey: z.string(), devices: z.array(pushDevice) }),
})

export const addDevice = route({
  method: 'POST',
  path: '/api/push/devices',
  who: 'signed-in',
  summary: 'Let this browser be pushed to until the session ends, by what its push service gave it',
  body: z.object({
    endpoint: z
      .url({ protocol: /^https?$/, error: 'This is no address of a push service.' })
      .max(2_000, { error: 'This address is too long.' }),
    p256dh: browserKey(87),
    auth: browserKey(22),
  }),
  reply: z.object({ device: pushDevice }),
})

export const removeDevice = route({
  method: 'DELETE',
  path: '/api/push/devices/:deviceId',
  who: 'signed-in',
  summary: 'End pushing to one of one’s devices',
  params: z.object({ deviceId: id }),
  reply: done,
})

/** A device on the wire, as the session `here` sees it. */
export function presentDevice(device: Device, here: string): PushDevice {
  const { id: deviceId, name, addedAt, reachedAt, sessionId } = device
  return {
    id: deviceId,
    name,
    addedAt: toIso(addedAt),
    reachedAt: reachedAt === null ? null : toIso(reachedAt),
    here: sessionId === here,
  }
}

// As browsers give them (RFC 8291 §3.1, §3.2): a point of 65 bytes, a secret of 16.
function browserKey(characters: number) {
  return z
    .string({ error: 'This is no key of a browser.' })
    .length(characters, { error: 'This is no key of a browser.' })
    .regex(/^[\w-]+$/, { error: 'This is no key of a browser.' })
}
const wallTime = z
  .string({ error: 'Give a time such as 22:00.' })
  .refine((text) => parseWallTime(text) !== undefined && text !== '24:00', {
    error: 'Give a time such as 22:00.',
  })
const quietHours = z
  .object({ from: wallTime, until: wallTime })
  .refine(({ from, until }) => from !== until, {
    path: ['until'],
    error: 'Quiet hours end at another time than they begin.',
  })
  .nullable()
const messages = z.enum(messageChoices, {
  error: 'Choose one of everything, mentions and nothing.',
})
const kind = z.enum(noticeKinds, { error: `Choose one of ${noticeKinds.join(', ')}.` })
const channel = z.enum(channels, { error: `Choose one of ${channels.join(', ')}.` })
const ofAllRooms = z.object({ messages, meetings: z.boolean() })

const settings = z.object({
  wishes: z.record(kind, z.record(channel, z.boolean())),
  /** Wall times in the person's own zone; an end before the start is on the next day. */
  quietHours,
  /** What one wants of rooms that have no choice of their own. */
  rooms: ofAllRooms,
  /** Rooms of whose messages one is told nothing for the moment, and until when. */
  mutedRooms: z.array(z.object({ roomId: id, until: instantText })),
})
export type NotificationSettings = z.infer<typeof settings>

export const readSettings = route({
  method: 'GET',
  path: '/api/me/notifications',
  who: 'signed-in',
  summary: 'What one wants to be told, and how',
  reply: settings,
})

export const saveSettings = route({
  method: 'PATCH',
  path: '/api/me/notifications',
  who: 'signed-in',
  summary: 'Choose for one kind and channel, set quiet hours or end them by null, choose for all rooms',
  body: z.object({
    wish: z.object({ kind, channel, wanted: z.boolean() }).optional(),
    quietHours: quietHours.optional(),
    rooms: ofAllRooms.optional(),
  }),
  reply: settings,
})

const stop = z.object({ kind, roomId: id.nullable() })
const stopParams = z.object({ token: z.string().max(600) })

export const readMailStop = route({
  method: 'GET',
  path: '/api/mail-stops/:token',
  who: 'anyone',
  summary: 'Which mails the address in a mail would end',
  params: stopParams,
  reply: stop,
})

export const stopMails = route({
  method: 'POST',
  path: '/stop/:token',
  who: 'anyone',
  ignoresSession: true,
  summary: 'End the mails of a kind, or about the messages of a room, from within a mail (RFC 8058)',
  params: stopParams,
  body: z.string(),
  anyContent: true,
  reply: stop,
})

/** What a person chose for one room, as the room's own routes have it. */
export const roomWishes = z.object({
  /** Null follows `usual`. */
  messages: messages.nullable(),
  meetings: z.boolean().nullable(),
  mails: z.boolean(),
  /** Null while messages are told. */
  mutedUntil: instantText.nullable(),
})
export const shownRoomWishes = roomWishes.extend({ usual: ofAllRooms })

const unsentState = z.enum(['waiting', 'parked'])
const unsentChannel = z.enum(['mail', 'push'])
const unsent = z.object({
  id,
  channel: unsentChannel,
  /** `parked`: given up until somebody tries again. */
  state: unsentState,
  since: instantText,
  nextAt: instantText,
  attempts: z.number().int(),
  /** Why it waits, in words for people. */
  trouble: z.string().nullable(),
})
const ownUnsent = unsent.extend({
  /** What it is about. */
  title: z.string(),
})
export type OwnUnsent = z.infer<typeof ownUnsent>
const anybodysUnsent = unsent.extend({
  /** What caused it, such as `reminder`; nothing of what it says or for whom. */
  cause: z.string(),
})
export type AnybodysUnsent = z.infer<typeof anybodysUnsent>

export const listOwnUnsent = route({
  method: 'GET',
  path: '/api/me/unsent',
  who: 'signed-in',
  summary: 'Mails and pushes that should have reached one and have not yet, or were given up',
  reply: z.object({ unsent: z.array(ownUnsent) }),
})

export const sendOwnAgain = route({
  method: 'POST',
  path: '/api/me/unsent/:unsentId/again',
  who: 'signed-in',
  summary: 'Have one of one’s own tried again now',
  params: z.object({ unsentId: id }),
  reply: done,
})

export const listUnsent = route({
  method: 'GET',
  path: '/api/unsent',
  who: 'operator',
  summary:
    'Everything that waits to be sent or was given up: counts, and rows without what they say or for whom',
  reply: z.object({
    counts: z.array(
      z.object({ channel: unsentChannel, state: unsentState, count: z.number().int(), oldest: instantText }),
    ),
    unsent: z.array(anybodysUnsent),
  }),
})

export const sendAgain = route({
  method: 'POST',
  path: '/api/unsent/:unsentId/again',
  who: 'operator',
  summary: 'Have something tried again now',
  params: z.object({ unsentId: id }),
  reply: done,
})

export const dropUnsent = route({
  method: 'DELETE',
  path: '/api/unsent/:unsentId',
  who: 'operator',
  summary: 'Let something go that was not sent; it is not sent any more',
  params: z.object({ unsentId: id }),
  reply: done,
})

/** What one wants to be told, as it is sent. */
export function presentSettings(kept: {
  wishes: NotificationSettings['wishes']
  quietHours: NotificationSettings['quietHours']
  rooms: NotificationSettings['rooms']
  mutedRooms: readonly MutedRoom[]
}): NotificationSettings {
  const { wishes, quietHours, rooms, mutedRooms } = kept
  return {
    wishes,
    quietHours,
    rooms,
    mutedRooms: mutedRooms.map(({ roomId, until }) => ({ roomId, until: toIso(until) })),
  }
}
