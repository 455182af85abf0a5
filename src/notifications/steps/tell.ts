import { findPerson } from '#accounts'
import type { Tx } from '#platform/app.ts'
import { withWayOut } from '#platform/html.ts'
import { newId } from '#platform/ids.ts'
import type { About } from '#platform/deliveries.ts'
import type { Mail } from '#platform/mail.ts'
import type { Instant } from '#time/instant.ts'

import { noticesEvent } from '../contract.ts'
import type { Channel, NoticeKind } from '../notice.ts'
import { isWantedOfRoom } from '../room-wishes.ts'
import { replaceNotice } from '../store/notices.ts'
import { findRoomWishes } from '../store/room-wishes.ts'
import { listWishes } from '../store/wishes.ts'
import { channelsFor, wishesOf } from '../wishes.ts'
import { deliverPushes } from './deliver-pushes.ts'
import { findWait } from './find-wait.ts'
import { stopAddress } from './stop-address.ts'

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

/**
 * Tells a person something, by each channel they want for its kind, in the commit of its cause; what can wait goes out
 * when their quiet hours end. Who is not there is told nothing. Their stream is taken: call it after the room's. Answers
 * the channels that they wanted.
 */
export async function tell(tx: Tx, notice: NoticeToTell): Promise<readonly Channel[]> {
  const person = await findPerson(tx.db, notice.personId)
  if (!person) return []
  const wanted = await listWanted(tx, notice)
  if (wanted.includes('mail') && notice.mail) {
    const mail = withStop(notice.mail, person.email, stopAddress(tx.app, notice))
    const { about } = notice
    await tx.deliver({ ...(await sentOf(tx, notice, 'mail')), mail, ...(about && { about }) })
  }
  if (wanted.includes('push') && !notice.byMailAlone) {
    const { title, text, href } = notice
    const wish = { title, text, href: href ?? '/rooms', isUrgent: isUrgent(notice) }
    await deliverPushes(tx, { ...(await sentOf(tx, notice, 'push')), wish })
  }
  if (wanted.includes('in_app') && !notice.byMailAlone) await keepNotice(tx, notice)
  return wanted
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

async function listWanted(tx: Tx, { personId, roomId, kind }: NoticeToTell): Promise<Channel[]> {
  const wanted = channelsFor(wishesOf(await listWishes(tx.db, personId)), kind)
  if (roomId === null) return wanted
  const wishes = await findRoomWishes(tx.db, personId, roomId)
  return wanted.filter((channel) => isWantedOfRoom(wishes, { kind, channel }, tx.now))
}

async function sentOf(tx: Tx, notice: NoticeToTell, channel: 'mail' | 'push') {
  const { personId, key, subjectId, at } = notice
  const until = await findWait(tx.db, notice, channel, tx.now)
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

async function keepNotice(tx: Tx, notice: NoticeToTell): Promise<void> {
  const { personId, kind, key, subjectId, roomId, title, text, href } = notice
  await replaceNotice(tx.db, {
    id: newId(tx.now),
    toldAt: tx.now,
    personId,
    kind,
    key,
    subjectId,
    roomId,
    title,
    text,
    href,
  })
  await tx.announce(`u:${personId}`, { kind: noticesEvent, actorId: null, payload: {} })
}
