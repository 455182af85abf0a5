import { z } from 'zod'

import { useMe } from '#accounts/ui/use-me.ts'
import { id as idShape, instantText } from '#platform/contract.ts'
import type { Message } from '#rooms/contract/message.ts'
import { useNow } from '#kit/use-now.ts'
import type { SystemLineProps } from '#rooms/ui/registry.tsx'
import { type Instant, instantOf } from '#time/instant.ts'

import { sayDistance } from '../reminder.ts'
import { AddToCalendar } from './AddToCalendar.tsx'
import { sayOwnCopy, yourCalendar } from './MeetingCopies.tsx'
import { useMeeting } from './use-meeting.ts'
import { Why } from './Why.tsx'
import { type Saying, useSaying } from './use-saying.ts'

const meetingDetail = z.object({
  type: z.string(),
  meetingId: idShape,
  startsAt: instantText,
  endsAt: instantText,
  fromStartsAt: instantText.optional(),
  saidAt: instantText.optional(),
  reason: z.string().optional(),
  minutes: z.number().optional(),
  place: z.string().optional(),
  isOwn: z.boolean().optional(),
  calendarReadAt: instantText.optional(),
})
type Detail = z.infer<typeof meetingDetail>

/** What the room says about a meeting, in the reader's own time; its plain sentence where the detail is not understood. */
export function MeetingLine({ message, detail }: SystemLineProps) {
  const parsed = meetingDetail.safeParse(detail)
  if (!parsed.success) return <p>{message.body}</p>
  return <Line message={message} detail={parsed.data} />
}

function Line({ message, detail }: { message: Message; detail: Detail }) {
  const { me } = useMe()
  const say = useSaying()
  const actor = message.senderId === me?.id ? 'You' : (message.senderName ?? 'Somebody')
  return (
    <div className="flex flex-col items-center gap-1">
      <p>
        {sayLine(actor, detail, say)}
        <Why reason={detail.reason ?? ''} isMine={message.senderId === me?.id} />
      </p>
      {detail.calendarReadAt && (
        <Unread meetingId={detail.meetingId} readAt={instantOf(detail.calendarReadAt)} />
      )}
      <Copies detail={detail} />
    </div>
  )
}

// The organizer's calendars could not be read as it was booked or moved: what they said before counted.
function Unread({ meetingId, readAt }: { meetingId: string; readAt: Instant }) {
  const { me } = useMe()
  const { meeting } = useMeeting(meetingId)
  const say = useSaying()
  const isMine = meeting !== undefined && meeting.organizer.personId === me?.id
  const whose = isMine ? 'Your' : `${meeting?.organizer.name ?? 'The organizer'}’s`
  return (
    <p>
      {whose} calendar could not be read just then: what it said on {say.day(readAt)}, {say.time(readAt)}{' '}
      counted.
    </p>
  )
}

// What is to be done about copies in calendars: those added by hand know nothing of a change.
function Copies({ detail }: { detail: Detail }) {
  if (detail.type === 'meeting.cancelled')
    return <p>A copy you added to a calendar does not go by itself: it is yours to remove.</p>
  if (
    ['meeting.booked', 'meeting.agreed', 'meeting.confirmed', 'meeting.rescheduled'].includes(detail.type)
  ) {
    return <OfferedCopy detail={detail} isMove={detail.type === 'meeting.rescheduled'} />
  }
  return null
}

// Of a booking, the organizer finds Add to calendar on the card; a move makes everybody's copy stale.
function OfferedCopy({ detail, isMove }: { detail: Detail; isMove: boolean }) {
  const { me } = useMe()
  const { meeting } = useMeeting(detail.meetingId)
  const now = useNow('minute')
  const isLatest = meeting?.startsAt === detail.startsAt && meeting.status === 'confirmed'
  const isToCome = now < instantOf(detail.endsAt)
  if (
    !meeting ||
    meeting.myRsvp === null ||
    !isLatest ||
    !isToCome ||
    (!isMove && meeting.organizer.personId === me?.id)
  )
    return null
  const own = meeting.copies.find((copy) => copy.personId === me?.id)
  return (
    <div className="flex flex-wrap items-center justify-center gap-x-3">
      {isMove && own?.stand !== 'written' && (
        <span>
          A copy you added to a calendar does not move by itself. Added again, the file takes its place; a
          copy made in any other way is yours to remove.
        </span>
      )}
      {own && <span>{own.stand === 'written' ? `It is in ${yourCalendar(own)}` : sayOwnCopy(own)}.</span>}
      <AddToCalendar links={meeting.addToCalendar} variant="quiet" size="small" />
    </div>
  )
}

function sayLine(actor: string, detail: Detail, say: Saying): string {
  const when = say.whole(instantOf(detail.startsAt), instantOf(detail.endsAt))
  const before =
    detail.fromStartsAt &&
    `${say.day(instantOf(detail.fromStartsAt))}, ${say.time(instantOf(detail.fromStartsAt))}`
  switch (detail.type) {
    case 'meeting.reminder':
      return `The meeting starts in ${sayDistance(instantOf(detail.startsAt) - instantOf(detail.saidAt ?? detail.startsAt))}: ${when}`
    case 'meeting.booked':
      return `${actor} booked ${when}`
    case 'meeting.agreed':
      return `Everyone who had to agree has agreed on ${when}`
    case 'meeting.requested':
      return `${actor} asked for ${when}`
    case 'meeting.confirmed':
      return `${actor} said yes: the meeting is on ${when}`
    case 'meeting.refused':
      return `${actor} said no to ${when}`
    case 'meeting.withdrawn':
      return `${actor} no longer ${actor === 'You' ? 'ask' : 'asks'} for ${when}`
    case 'meeting.ran_out':
      return `Nobody answered in time, so ${when} is free again`
    case 'meeting.rescheduled':
      return `${actor} moved the meeting${before ? ` from ${before}` : ''} to ${when}`
    case 'meeting.cancelled':
      return `${actor} cancelled the meeting on ${when}`
    case 'meeting.new_times':
      return `${actor} ${actor === 'You' ? 'ask' : 'asks'} for a new time for the meeting on ${when}`
    case 'meeting.times_closed':
      return `${actor} ${detail.isOwn ? 'took back the new times' : 'would rather keep the time'}: the meeting stays on ${when}`
    case 'meeting.placed':
      return `${actor} changed where the meeting on ${when} takes place: ${detail.place}`
    case 'meeting.late':
      return `${actor} ${actor === 'You' ? 'are' : 'is'} running ${detail.minutes} minutes late`
    case 'meeting.declined':
      return `${actor} declined the meeting on ${when}`
    default:
      return `${actor} accepted the meeting on ${when}`
  }
}
