import { type ClockChoice, readerBy, sayDayLong, sayTime } from '#time/display.ts'
import { type Instant, toIso } from '#time/instant.ts'
import { zoneTime } from '#time/time-zones.ts'

import type { Invite } from './invite.ts'
import type { Cause, Change, Span } from './change.ts'
import type { Meeting } from './meeting.ts'
import { type Obstacle, type OutsideMove, sayObstacle, sayWayOut } from './outside-move.ts'
import { sayDistance } from './reminder.ts'

/** What the room is told: a plain sentence, and the same for those who show it better (instants as ISO text). */
export type News = { body: string; detail: { type: string } & Record<string, unknown> }

/** A person by the name they have now. */
export type NameOf = (personId: string) => string

/** What the room is told of a change to a meeting; undefined for what is news only on the card. */
export function newsOfChange(
  meeting: Meeting,
  change: Omit<Change, 'number'>,
  nameOf: NameOf,
): News | undefined {
  if (change.kind === 'left' || change.kind === 'removed') return undefined
  return {
    body: [sentenceOf(meeting, change, nameOf), change.reason].filter(Boolean).join(' '),
    detail: {
      type: `meeting.${change.kind}`,
      meetingId: meeting.id,
      actorId: change.actorId,
      startsAt: toIso(meeting.startsAt),
      endsAt: toIso(meeting.endsAt),
      ...(change.kind === 'rescheduled' && change.from ? { fromStartsAt: toIso(change.from.startsAt) } : {}),
      timeZone: meeting.timeZone,
      ...(change.reason ? { reason: change.reason } : {}),
      ...(meeting.status === 'held' && meeting.heldUntil !== null
        ? { heldUntil: toIso(meeting.heldUntil) }
        : {}),
    },
  }
}

/** What the room is told when somebody says that they will be late. */
export function newsOfLateness(meeting: Meeting, personId: string, minutes: number, name: string): News {
  return {
    body: `${name} is running ${minutes} minutes late for the meeting of ${spellTime(meeting)}.`,
    detail: { ...detailOfTime('meeting.late', meeting, personId), minutes },
  }
}

/** What the room is told when a meeting takes place elsewhere from now on; `place` as it stands in a sentence. */
export function newsOfPlace(meeting: Meeting, { place, name }: { place: string; name: string }): News {
  return {
    body: `${name} changed where the meeting of ${spellTime(meeting)} takes place: ${place}.`,
    detail: { ...detailOfTime('meeting.placed', meeting, meeting.organizerId), place },
  }
}

/** What the room is told when the organizer offers new times for a meeting. */
export function newsOfTimes(meeting: Meeting, { actorId, reason }: Cause, name: string): News {
  const sentence = `${name} asks for a new time for the meeting of ${spellTime(meeting)}. Until one is chosen it stays.`
  return {
    body: [sentence, reason].filter(Boolean).join(' '),
    detail: { ...detailOfTime('meeting.new_times', meeting, actorId), ...(reason ? { reason } : {}) },
  }
}

/** What the room is told when that offer is closed and no new time was chosen. */
export function newsOfClosedTimes(meeting: Meeting, { actorId }: Cause, name: string): News {
  const isOwn = actorId === meeting.organizerId
  const deed = isOwn ? 'took back the new times' : 'would rather keep the time'
  return {
    body: `${name} ${deed}. The meeting stays at ${spellTime(meeting)}.`,
    detail: { ...detailOfTime('meeting.times_closed', meeting, actorId), isOwn },
  }
}

function detailOfTime(type: string, meeting: Meeting, actorId: string): News['detail'] {
  const { id: meetingId, startsAt, endsAt, timeZone } = meeting
  return { type, meetingId, actorId, startsAt: toIso(startsAt), endsAt: toIso(endsAt), timeZone }
}

/**
 * The same where the organizer's calendars could not be read at that moment: what they said last counted, and this says
 * so. Nothing is added where they were read.
 */
export function withReading(news: News, readAt: Instant | null, timeZone: string): News {
  if (readAt === null) return news
  return {
    body: `${news.body} The organizer’s calendar could not be read just then: what it said on ${spellMoment(readAt, timeZone)} counted.`,
    detail: { ...news.detail, calendarReadAt: toIso(readAt) },
  }
}

/** What the room is told when a meeting cannot follow a move in somebody's calendar. */
export function newsOfObstacle(
  meeting: Meeting,
  { personId, to }: OutsideMove,
  obstacle: Obstacle,
  nameOf: NameOf,
): News {
  const { timeZone } = meeting
  const organizer = nameOf(meeting.organizerId)
  const moved = `${nameOf(personId)} moved the meeting to ${spellTime({ ...to, timeZone })} in their calendar`
  const stays = `It stays at ${spellTime(meeting)}.`
  return {
    body: `${moved}, but ${sayObstacle(obstacle, organizer)}. ${stays} ${sayWayOut(obstacle, organizer)}`,
    detail: {
      ...detailOfTime('meeting.not-moved', meeting, personId),
      obstacle,
      wishedStartsAt: toIso(to.startsAt),
      wishedEndsAt: toIso(to.endsAt),
    },
  }
}

/** What the room is told when an invite is taken back. */
export function newsOfWithdrawal(invite: Invite, actorId: string, nameOf: NameOf): News {
  return {
    body: `${nameOf(actorId)} took back the invite to a meeting of ${invite.offer.durationMinutes} minutes.`,
    detail: {
      type: 'invite.withdrawn',
      inviteId: invite.id,
      actorId,
      durationMinutes: invite.offer.durationMinutes,
    },
  }
}

/** What the room is told when all who must agree have answered and no time is left for them. */
export function newsOfStuck(inviteId: string, organizerName: string): News {
  return {
    body: `Everyone who must agree has answered, and no time is left that suits them all. ${organizerName} can offer more.`,
    detail: { type: 'invite.stuck', inviteId },
  }
}

/** What the room is told at a deadline by which not all who must agree have answered. */
export function newsOfWaiting(inviteId: string, names: readonly string[]): News {
  const who = new Intl.ListFormat('en-GB', { type: 'conjunction' }).format(names)
  const have = names.length === 1 ? 'has' : 'have'
  return {
    body: `${who} ${have} not said yet which times suit. The invite stays open until its last time has passed.`,
    detail: { type: 'invite.waiting', inviteId },
  }
}

/** What the room is told shortly before a meeting. */
export function newsOfReminder(meeting: Meeting, now: Instant): News {
  return {
    body: `The meeting starts in ${sayDistance(meeting.startsAt - now)}: ${spellTime(meeting)}.`,
    detail: {
      type: 'meeting.reminder',
      meetingId: meeting.id,
      startsAt: toIso(meeting.startsAt),
      endsAt: toIso(meeting.endsAt),
      saidAt: toIso(now),
      timeZone: meeting.timeZone,
    },
  }
}

/** `Thursday, 5 November 2026, 10:00–10:30 (Lisbon time)` for one person: in their own zone and by their clock. */
export function spellTimeFor({ startsAt, endsAt }: Span, choice: ClockChoice): string {
  const reader = readerBy(choice)
  const day = sayDayLong(startsAt, reader, { year: true })
  return `${day}, ${sayTime(startsAt, reader)}–${sayTime(endsAt, reader)} (${zoneTime(choice.timeZone)})`
}

/** The same in the zone it was meant in, as everybody reads it alike. */
export function spellTime({ timeZone, ...span }: Span & { timeZone: string }): string {
  return spellTimeFor(span, everybodyIn(timeZone))
}

function spellMoment(at: Instant, timeZone: string): string {
  const reader = readerBy(everybodyIn(timeZone))
  return `${sayDayLong(at, reader, { year: true })}, ${sayTime(at, reader)} (${zoneTime(timeZone)})`
}

// In nobody's own clock.
function everybodyIn(timeZone: string): ClockChoice {
  return { timeZone, hourCycle: 24 }
}

function sentenceOf(meeting: Meeting, change: Omit<Change, 'number'>, nameOf: NameOf): string {
  const actor = nameOf(change.actorId)
  const time = spellTime(meeting)
  switch (change.kind) {
    case 'booked':
      return `${actor} booked a meeting with ${nameOf(otherThan(change.actorId, meeting))}: ${time}.`
    case 'agreed':
      return `Everyone who had to agree has agreed to meet ${nameOf(meeting.organizerId)}: ${time}.`
    case 'requested':
      return `${actor} asks ${nameOf(meeting.organizerId)} for a time: ${time}. It is held until ${spellMoment(meeting.heldUntil ?? meeting.startsAt, meeting.timeZone)}.`
    case 'confirmed':
      return `${actor} said yes. The meeting is on ${time}.`
    case 'refused':
      return `${actor} said no to the time that was asked for: ${time}.`
    case 'withdrawn':
      return `${actor} no longer asks for ${time}.`
    case 'ran_out':
      return `Nobody answered in time, so ${time} is free again.`
    case 'rescheduled':
      return `${actor} moved the meeting of ${spellTime({ ...meeting, ...change.from })} to ${time}.`
    case 'cancelled':
      return `${actor} cancelled the meeting of ${time}.`
    case 'declined':
      return `${actor} declined the meeting of ${time}.`
    default:
      return `${actor} accepted the meeting of ${time}.`
  }
}

// An organizer books when they take a time that was offered to them.
function otherThan(actorId: string, { organizerId, bookedById }: Meeting): string {
  return actorId === organizerId ? bookedById : organizerId
}
