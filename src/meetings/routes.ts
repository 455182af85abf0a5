import type { App } from '#platform/app.ts'
import { isKnown } from '#platform/etag.ts'
import { handle, type Handler } from '#platform/http.ts'
import { hashToken } from '#platform/ids.ts'
import { instantOf, toIso } from '#time/instant.ts'
import type { Interval } from '#time/interval.ts'

import { bookCounterOffer } from './actions/book-counter-offer.ts'
import { bookMeeting } from './actions/book-meeting.ts'
import { cancelMeeting } from './actions/cancel-meeting.ts'
import { changeLeads } from './actions/change-leads.ts'
import { changeInvite } from './actions/change-invite.ts'
import { changePlace } from './actions/change-place.ts'
import { endFeed } from './actions/end-feed.ts'
import { closeNewTimes } from './actions/close-new-times.ts'
import { explainStart } from './actions/explain-start.ts'
import { listInviteSlots } from './actions/list-invite-slots.ts'
import { listOwnTimes } from './actions/list-own-times.ts'
import { listMeetingSlots } from './actions/list-meeting-slots.ts'
import { markTimes } from './actions/mark-times.ts'
import { makeFeed } from './actions/make-feed.ts'
import { listNewTimes } from './actions/list-new-times.ts'
import { offerOtherTimes } from './actions/offer-other-times.ts'
import { readCounterOffer } from './actions/read-counter-offer.ts'
import { markAbsence } from './actions/mark-absence.ts'
import { offerNewTimes } from './actions/offer-new-times.ts'
import { readCalendarFile } from './actions/read-calendar-file.ts'
import { readFeed } from './actions/read-feed.ts'
import { readInvite } from './actions/read-invite.ts'
import { readMeeting } from './actions/read-meeting.ts'
import { readOwnTime } from './actions/read-own-time.ts'
import { readReply } from './actions/read-reply.ts'
import { rescheduleMeeting } from './actions/reschedule-meeting.ts'
import { respondToMeeting } from './actions/respond-to-meeting.ts'
import { sayLate } from './actions/say-late.ts'
import { sendInvite } from './actions/send-invite.ts'
import { sendReply } from './actions/send-reply.ts'
import { takeNewTime } from './actions/take-new-time.ts'
import { withdrawInvite } from './actions/withdraw-invite.ts'
import * as attendance from './contract/attendance.ts'
import * as counterOffers from './contract/counter-offer.ts'
import * as feeds from './contract/feed.ts'
import * as invites from './contract/invite.ts'
import * as meetings from './contract/meeting.ts'
import * as moving from './contract/moving.ts'
import * as ownTime from './contract/own-time.ts'
import * as placing from './contract/placing.ts'
import * as reminders from './contract/reminders.ts'
import * as replies from './contract/reply.ts'
import * as why from './contract/why.ts'
import { listLeads } from './store/reminders.ts'
import { findFeed } from './store/feeds.ts'

/** What a browser may ask of invites and meetings. */
export const routes: readonly Handler[] = [
  handle(invites.sendInvite, async ({ app, caller, params, body }) => {
    const { requestId, agreement, ...offer } = body
    const asked = agreement && { ...agreement, answerBy: instantOf(agreement.answerBy) }
    const wish = { ...params, offer, agreement: asked, requestId }
    const inviteId = await sendInvite(app, caller, wish)
    return { invite: await readInvite(app, caller, { inviteId }) }
  }),
  handle(invites.readInvite, async ({ app, caller, params }) => ({
    invite: await readInvite(app, caller, params),
  })),
  handle(invites.changeInvite, async ({ app, caller, params, body }) => {
    const { answerBy, ...offer } = body
    const deadline = answerBy === undefined ? undefined : instantOf(answerBy)
    await changeInvite(app, caller, { ...params, offer, answerBy: deadline })
    return { invite: await readInvite(app, caller, params) }
  }),
  handle(invites.withdrawInvite, async ({ app, caller, params }) => {
    await withdrawInvite(app, caller, params)
    return { invite: await readInvite(app, caller, params) }
  }),
  handle(invites.listInviteSlots, async ({ app, caller, params, query }) => ({
    preparedJson: await listInviteSlots(app, caller, { ...params, range: rangeOf(query) }),
  })),
  handle(why.explainStart, async ({ app, caller, params, query }) => {
    const reasons = await explainStart(app, caller, { ...params, startsAt: instantOf(query.startsAt) })
    return { reasons: reasons.map(why.presentReason) }
  }),
  handle(ownTime.readOwnTime, async ({ app, caller, query }) => {
    const range: Interval = [instantOf(query.from), instantOf(query.to)]
    return ownTime.presentOwnTime(await readOwnTime(app, caller, range))
  }),
  handle(invites.markTimes, async ({ app, caller, params, body }) => {
    await markTimes(app, caller, { ...params, starts: body.starts.map(instantOf) })
    return { invite: await readInvite(app, caller, params) }
  }),
  handle(invites.bookMeeting, async ({ app, caller, params, body }) => {
    const { requestId, startsAt, word = '' } = body
    const booking = { ...params, requestId, startsAt: instantOf(startsAt), word }
    const meetingId = await bookMeeting(app, caller, booking)
    return { meeting: await readMeeting(app, caller, { meetingId }) }
  }),
  handle(counterOffers.listOwnTimes, ({ app, caller, params, query: { timeZone, ...range } }) =>
    listOwnTimes(app, caller, { ...params, range: rangeOf(range), timeZone }),
  ),
  handle(counterOffers.offerOtherTimes, async ({ app, caller, params, body }) => {
    const times = { ...params, ...body, starts: body.starts.map(instantOf) }
    const counterOfferId = await offerOtherTimes(app, caller, times)
    return { counterOffer: await readCounterOffer(app, caller, { counterOfferId }) }
  }),
  handle(counterOffers.readCounterOffer, async ({ app, caller, params }) => ({
    counterOffer: await readCounterOffer(app, caller, params),
  })),
  handle(counterOffers.bookCounterOffer, async ({ app, caller, params, body }) => {
    const choice = { ...params, ...body, startsAt: instantOf(body.startsAt) }
    const meetingId = await bookCounterOffer(app, caller, choice)
    return { meeting: await readMeeting(app, caller, { meetingId }) }
  }),
  handle(meetings.readMeeting, async ({ app, caller, params }) => ({
    meeting: await readMeeting(app, caller, params),
  })),
  handle(moving.listMeetingSlots, ({ app, caller, params, query }) =>
    listMeetingSlots(app, caller, { ...params, range: rangeOf(query) }),
  ),
  handle(moving.rescheduleMeeting, async ({ app, caller, params, body }) => {
    await rescheduleMeeting(app, caller, { ...params, ...body, startsAt: instantOf(body.startsAt) })
    return { meeting: await readMeeting(app, caller, params) }
  }),
  handle(meetings.cancelMeeting, async ({ app, caller, params, body }) => {
    await cancelMeeting(app, caller, { ...params, ...body })
    return { meeting: await readMeeting(app, caller, params) }
  }),
  handle(attendance.respondToMeeting, async ({ app, caller, params, body }) => {
    await respondToMeeting(app, caller, { ...params, ...body })
    return { meeting: await readMeeting(app, caller, params) }
  }),
  handle(moving.offerNewTimes, async ({ app, caller, params, body }) => {
    const { reason, requestId, ...hours } = body
    await offerNewTimes(app, caller, { ...params, hours, reason, requestId })
    return { meeting: await readMeeting(app, caller, params) }
  }),
  handle(moving.listNewTimes, ({ app, caller, params, query }) =>
    listNewTimes(app, caller, { ...params, range: rangeOf(query) }),
  ),
  handle(moving.takeNewTime, async ({ app, caller, params, body }) => {
    await takeNewTime(app, caller, { ...params, ...body, startsAt: instantOf(body.startsAt) })
    return { meeting: await readMeeting(app, caller, params) }
  }),
  handle(moving.closeNewTimes, async ({ app, caller, params }) => {
    await closeNewTimes(app, caller, params)
    return { meeting: await readMeeting(app, caller, params) }
  }),
  handle(placing.changePlace, async ({ app, caller, params, body }) => {
    await changePlace(app, caller, { ...params, ...body })
    return { meeting: await readMeeting(app, caller, params) }
  }),
  handle(attendance.sayLate, async ({ app, caller, params, body }) => {
    await sayLate(app, caller, { ...params, ...body })
    return { meeting: await readMeeting(app, caller, params) }
  }),
  handle(attendance.markAbsence, async ({ app, caller, params, body }) => {
    await markAbsence(app, caller, { ...params, ...body })
    return { meeting: await readMeeting(app, caller, params) }
  }),
  handle(meetings.readCalendarFile, async ({ app, caller, params, reply }) => {
    const file = await readCalendarFile(app, caller, params)
    reply
      .type('text/calendar; charset=utf-8')
      .header('content-disposition', 'attachment; filename="meeting.ics"')
    return file
  }),
  handle(reminders.readReminders, async ({ app, caller }) => ({
    leadMinutes: [...(await readLeads(app, caller.personId))],
  })),
  handle(reminders.saveReminders, async ({ app, caller, body }) => {
    await changeLeads(app, caller, body.leadMinutes)
    return { leadMinutes: [...(await readLeads(app, caller.personId))] }
  }),
  handle(feeds.readFeedState, async ({ app, caller }) => {
    const madeAt = await findFeed(app.db, caller.personId)
    return { madeAt: madeAt === null ? null : toIso(madeAt) }
  }),
  handle(feeds.makeFeed, async ({ app, caller }) => feeds.presentFeed(await makeFeed(app, caller))),
  handle(feeds.endFeed, async ({ app, caller }) => {
    await endFeed(app, caller)
    return { done: true } as const
  }),
  handle(feeds.readFeed, async ({ app, params, request, reply }) => {
    const file = await readFeed(app, params)
    const etag = `"${hashToken(file)}"`
    // Kept by its reader alone, and asked for again each time: the answer is short while nothing changed.
    reply
      .type('text/calendar; charset=utf-8')
      .headers({ 'cache-control': 'private, no-cache', 'x-robots-tag': 'noindex', etag })
    if (!isKnown(request.headers['if-none-match'], etag)) return file
    reply.code(304)
    return ''
  }),
  handle(replies.readReply, ({ app, params }) => readReply(app, params)),
  handle(replies.sendReply, async ({ app, params, body }) => {
    await sendReply(app, { ...params, ...body })
    return readReply(app, params)
  }),
]

function rangeOf({ from, to }: { from: string; to: string }): Interval {
  return [instantOf(from), instantOf(to)]
}

async function readLeads(app: App, personId: string): Promise<readonly number[]> {
  return (await listLeads(app.db, [personId]))(personId)
}
