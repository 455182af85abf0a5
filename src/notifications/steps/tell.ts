import { listPeople } from '#accounts'
import type { Tx } from '#platform/app.ts'
import { withWayOut } from '#platform/html.ts'
import { newId } from '#platform/ids.ts'
import type { About, Delivery } from '#platform/deliveries.ts'
import type { Mail } from '#platform/mail.ts'
import type { Instant } from '#time/instant.ts'

import { noticesEvent } from '../contract.ts'
import type { Channel, NoticeKind } from '../notice.ts'
import { isWantedOfRoom } from '../room-wishes.ts'
import { waitFor } from '../quiet-hours.ts'
import { replaceNotices } from '../store/notices.ts'
import { listWays, type Ways } from '../store/ways.ts'
import { channelsFor, wishesOf } from '../wishes.ts'
import { stopAddress } from './stop-address.ts'

type Person = Awaited<ReturnType<typeof listPeople>>[number]

/** What one person is to be told. */
export type NoticeToTell = {
  personId: string
  kind: NoticeKind
  /** Names the one thing this says to this person: told again, it takes the place of what is unread or unsent. */
  key: string
  /** What it is about, such as the meeting's id. */
  subjectId: string | null
  roomId: string | null
  title: string
  /** One plain sentence. */
  text: string
  /** A path inside Parley; null where there is nothing for them to see. */
  href: string | null
  /** As it goes by mail; without one it does not. */
  mail?: Omit<Mail, 'to'>
  /** What the mail says, for who writes the next one under this key (platform/deliveries.ts). */
  about?: About
  /** When that begins which it is about. */
  at?: Instant
  /** By mail and no other way: the others were taken before, or it is their own doing and for the sake of their calendar. */
  byMailAlone?: true
}

/** Tells one person something; see `tellAll`. Answers the channels that they wanted. */
export async function tell(tx: Tx, notice: NoticeToTell): Promise<readonly Channel[]> {
  const [wanted = []] = await tellAll(tx, [notice])
  return wanted
}

/**
 * Tells people something, by each channel they want for its kind, in the commit of its cause; what can wait goes out when
 * their quiet hours end. Who is not there is told nothing. No two are for one person under one key. It takes a few statements,
 * however many they are. Answers the channels that were wanted, in their order.
 */
export async function tellAll(tx: Tx, notices: readonly NoticeToTell[]): Promise<(readonly Channel[])[]> {
  if (notices.length === 0) return []
  const people = await listPeople(
    tx.db,
    notices.map(({ personId }) => personId),
  )
  const ways = await listWays(tx.db, notices, tx.now)
  const told = notices.flatMap((notice, index): Told[] => {
    const reader = people.find(({ id }) => id === notice.personId)
    const way = ways[index]
    return reader && way ? [{ notice, reader, ways: way, wanted: listWanted(notice, way, tx.now) }] : []
  })
  await tx.deliver(...told.flatMap((one) => deliveriesOf(tx, one)))
  await keepNotices(tx, told)
  return notices.map((notice) => told.find((one) => one.notice === notice)?.wanted ?? [])
}

/** A notice with whom it is for and how they want to be told. */
type Told = { notice: NoticeToTell; reader: Person; ways: Ways; wanted: readonly Channel[] }

function listWanted({ roomId, kind }: NoticeToTell, ways: Ways, now: Instant): Channel[] {
  const wanted = channelsFor(wishesOf(ways.wishes), kind)
  if (roomId === null) return wanted
  return wanted.filter((channel) => isWantedOfRoom(ways.roomWishes, { kind, channel }, now))
}

function deliveriesOf(tx: Tx, told: Told): Delivery[] {
  const { notice, wanted, reader, ways } = told
  const { title, text, href, about } = notice
  const deliveries: Delivery[] = []
  if (wanted.includes('mail') && notice.mail) {
    const mail = withStop(notice.mail, reader.email, stopAddress(tx.app, notice))
    deliveries.push({ ...sentOf(told, 'mail', tx.now), mail, ...(about && { about }) })
  }
  if (wanted.includes('push') && !notice.byMailAlone) {
    const push = { title, text, href: href ?? '/rooms', isUrgent: isUrgent(notice) }
    const sent = sentOf(told, 'push', tx.now)
    // A push to each device has a key of its own.
    for (const deviceId of ways.deviceIds) {
      deliveries.push({ ...sent, key: `${sent.key}:${deviceId}`, push, deviceId })
    }
  }
  return deliveries
}

// In the head for mail programs, at the foot for people.
function withStop(mail: Omit<Mail, 'to'>, to: string, unsubscribeUrl: string): Mail {
  const label = 'Stop mails like this'
  return {
    ...mail,
    to,
    unsubscribeUrl,
    text: `${mail.text.trimEnd()}\n${label}: ${unsubscribeUrl}\n`,
    html: withWayOut(mail.html, { label, url: unsubscribeUrl }),
  }
}

function sentOf({ notice, reader, ways }: Told, channel: 'mail' | 'push', now: Instant) {
  const { personId, key, subjectId, at } = notice
  const until = waitFor({ hours: ways.quietHours, timeZone: reader.timeZone }, notice, channel, now)
  return {
    key: `${key}:${personId}`,
    personId,
    ...(subjectId !== null && { subjectId }),
    ...(until !== null && { notBefore: until }),
    // Once it has begun, nobody wants to be reminded of it.
    ...(notice.kind === 'reminder' && at !== undefined && { usefulUntil: at }),
  }
}

// What is about to happen has to arrive before it does; the rest can wait for a sleeping phone.
function isUrgent({ kind }: NoticeToTell): boolean {
  return kind === 'reminder' || kind === 'mention'
}

async function keepNotices(tx: Tx, told: readonly Told[]): Promise<void> {
  const kept = told.filter(({ notice, wanted }) => wanted.includes('in_app') && !notice.byMailAlone)
  await replaceNotices(
    tx.db,
    kept.map(({ notice: { personId, kind, key, subjectId, roomId, title, text, href } }) => {
      const record = { personId, kind, key, subjectId, roomId, title, text, href }
      return { ...record, id: newId(tx.now), toldAt: tx.now }
    }),
  )
  for (const { reader } of kept) {
    await tx.announce(`u:${reader.id}`, { kind: noticesEvent, actorId: null, payload: {} })
  }
}
