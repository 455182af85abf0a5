import * as accounts from '#accounts'
import * as rooms from '#rooms'
import type { App } from '#platform/app.ts'
import type { Db } from '#platform/database.ts'
import type { Caller } from '#platform/http.ts'

import { accessInvite } from '../access.ts'
import { presentPeople } from '../agreement.ts'
import { type Invite as Reply, presentInvite } from '../contract/invite.ts'
import { type Invite, statusOf } from '../invite.ts'
import { listBookable } from '../slots.ts'
import { findAgreement } from '../store/agreements.ts'
import { readInviteAsk } from '../steps/read-invite-ask.ts'
import { suggestStarts } from '../suggestion.ts'

const nextStartsShown = 3

/** An invite as the caller sees it now, from one moment. */
export async function readInvite(
  app: App,
  caller: Caller,
  { inviteId }: { inviteId: string },
): Promise<Reply> {
  const now = app.now()
  const readerId = caller.personId
  return app.snapshot(async (db) => {
    const { invite } = await accessInvite(db, inviteId, readerId)
    const organizer = await accounts.findPerson(db, invite.organizerId)
    const reader = await accounts.findPerson(db, readerId)
    if (!organizer || !reader) throw new Error(`Invite ${inviteId} has no organizer or no reader.`)
    const isOpen = statusOf(invite, now) === 'open'
    const agreement = invite.answerBy === null ? null : await readAgreement(db, invite)
    const ask = isOpen ? await readInviteAsk(db, invite, readerId, now) : undefined
    const starts = ask ? listBookable(ask) : []
    const { durationMinutes, timeZone: otherZone } = invite.offer
    const sides = { readerZone: reader.timeZone, otherZone }
    const nextStarts = suggestStarts(starts, durationMinutes, sides, nextStartsShown)
    const isUnchecked = ask?.isUnchecked ?? false
    return presentInvite({ invite, organizer, readerId, nextStarts, isUnchecked, agreement, now })
  })
}

// Whoever has left no longer counts.
async function readAgreement(db: Db, { id, roomId }: Invite) {
  const agreement = await findAgreement(db, id)
  if (!agreement) return null
  const members = await rooms.listMembers(db, roomId)
  const memberIds = members.map((member) => member.personId)
  return {
    ...agreement,
    people: presentPeople(agreement.people, memberIds),
    names: new Map(members.map((member) => [member.personId, member.name])),
  }
}
