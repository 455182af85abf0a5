import * as accounts from '#accounts'
import * as rooms from '#rooms'
import type { App, Tx } from '#platform/app.ts'
import { newId } from '#platform/ids.ts'
import { type Instant, MINUTE } from '#time/instant.ts'

import { type Agreement, presentPeople, settleBy, type Verdict } from '../agreement.ts'
import { type Invite, statusOf } from '../invite.ts'
import { newsOfStuck } from '../news.ts'
import type { Ask } from '../slots.ts'
import { findAgreement, listToSettle, saveStanding } from '../store/agreements.ts'
import { findInvite, takeInvite } from '../store/invites.ts'
import { keepBooking } from '../steps/keep-booking.ts'
import { lockTime } from '../steps/lock-time.ts'
import { readCalendarsNow } from '../steps/read-calendars-now.ts'
import { readInviteAsk } from '../steps/read-invite-ask.ts'

/** What the organizer's calendars were read around, and when, where that was not just now. */
type Reading = { startsAt: Instant; readAt: Instant | null }

const mostAtOnce = 20
const tries = 5
const againMs = 10 * MINUTE

/**
 * Looks at every agreement in which something has changed: when all who must agree have answered and a time suits them, the
 * earliest is booked in the name of whoever answered last. Safe at any time and side by side: the invite's lock decides.
 */
export async function settleAgreements(app: App): Promise<void> {
  for (const inviteId of await listToSettle(app.db, app.now(), mostAtOnce)) {
    try {
      await settleOne(app, inviteId)
    } catch (error) {
      // One that cannot be settled now holds up nobody else; it is looked at again.
      app.log.warn({ err: error, inviteId }, 'an agreement could not be settled')
      const settleAt = app.now() + MINUTE
      await app.transaction((tx) => saveStanding(tx.db, inviteId, { settleAt }))
    }
  }
}

// The calendars are read around the time that would be booked; if it is another one by then, around that.
async function settleOne(app: App, inviteId: string): Promise<void> {
  let reading = await readFor(app, inviteId)
  for (let attempt = 0; attempt < tries; attempt += 1) {
    const other = await app.transaction((tx) => settleInside(tx, inviteId, reading))
    if (!other) return
    reading = { startsAt: other.startsAt, readAt: await readCalendarsNow(app, other.ask, other.startsAt) }
  }
  throw new Error(`The time of ${inviteId} was another one each time.`)
}

async function readFor(app: App, inviteId: string): Promise<Reading | undefined> {
  const now = app.now()
  const found = await app.snapshot(async (db) => {
    const invite = await findInvite(db, inviteId)
    const agreement = await findAgreement(db, inviteId)
    if (!invite || !agreement || statusOf(invite, now) !== 'open') return undefined
    const people = presentPeople(agreement.people, await rooms.listMemberIds(db, invite.roomId))
    const ask = await readInviteAsk(db, invite, idsOf(people), now)
    const verdict = settleBy(ask, people)
    return verdict.kind === 'agreed' ? { ask, startsAt: verdict.startsAt } : undefined
  })
  if (!found) return undefined
  return { startsAt: found.startsAt, readAt: await readCalendarsNow(app, found.ask, found.startsAt) }
}

// Locks in the order of the house: invite, people, engagements, stream.
async function settleInside(
  tx: Tx,
  inviteId: string,
  reading: Reading | undefined,
): Promise<{ ask: Ask; startsAt: Instant } | undefined> {
  const invite = await takeInvite(tx.db, inviteId)
  const agreement = invite && (await findAgreement(tx.db, inviteId))
  if (!invite || !agreement) return undefined
  if (statusOf(invite, tx.now) !== 'open') {
    await saveStanding(tx.db, inviteId, { settleAt: null })
    return undefined
  }
  const memberIds = await rooms.listMemberIds(tx.db, invite.roomId)
  // Their invites are about to be taken back.
  if (!memberIds.includes(invite.organizerId)) return undefined
  await lockTime(tx, memberIds)
  const people = presentPeople(agreement.people, memberIds)
  const ask = await readInviteAsk(tx.db, invite, idsOf(people), tx.now)
  const verdict = settleBy(ask, people)
  if (verdict.kind !== 'agreed') {
    await keepStanding(tx, invite, { agreement, ask, verdict })
    return undefined
  }
  if (verdict.startsAt !== reading?.startsAt) return { ask, startsAt: verdict.startsAt }
  await bookAgreed(tx, { invite, verdict, memberIds, reading })
  await saveStanding(tx.db, inviteId, { settleAt: null, isStuck: false })
  return undefined
}

async function bookAgreed(
  tx: Tx,
  agreed: {
    invite: Invite
    verdict: Extract<Verdict, { kind: 'agreed' }>
    memberIds: readonly string[]
    reading: Reading
  },
): Promise<void> {
  const { invite, verdict, memberIds, reading } = agreed
  const { completedBy, requiredIds, willingIds } = verdict
  await keepBooking(tx, {
    ...reading,
    invite,
    durationMinutes: invite.offer.durationMinutes,
    bookerId: completedBy,
    actorId: completedBy,
    agreed: { requiredIds, willingIds },
    word: '',
    requestId: newId(tx.now),
    memberIds,
  })
}

// A time may come free again, or a calendar be read again, without a word here: then it is found by looking.
async function keepStanding(
  tx: Tx,
  { id: inviteId, roomId, organizerId }: Invite,
  { agreement, ask, verdict }: { agreement: Agreement; ask: Ask; verdict: Verdict },
): Promise<void> {
  const { isStuck: wasStuck } = agreement
  const { isUnchecked } = ask
  const isStuck = verdict.kind === 'stuck' && !isUnchecked
  const settleAt = verdict.kind === 'stuck' ? tx.now + againMs : null
  await saveStanding(tx.db, inviteId, { settleAt, isStuck: isStuck || (wasStuck && isUnchecked === true) })
  if (!isStuck || wasStuck) return
  const organizer = await accounts.findPerson(tx.db, organizerId)
  await rooms.postSystem(tx, {
    roomId,
    actorId: null,
    ...newsOfStuck(inviteId, organizer?.name ?? 'Somebody'),
  })
  await rooms.announceCard(tx, roomId, { kind: 'invite', id: inviteId })
}

function idsOf(people: Agreement['people']): string[] {
  return people.filter((one) => one.part === 'required').map((one) => one.personId)
}
