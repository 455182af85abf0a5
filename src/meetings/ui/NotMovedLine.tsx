import { z } from 'zod'

import { useMe } from '#accounts/ui/use-me.ts'
import { id as idShape, instantText } from '#platform/contract.ts'
import type { SystemLineProps } from '#rooms/ui/registry.tsx'
import { instantOf } from '#time/instant.ts'

import { obstacles, sayObstacle, sayWayOut } from '../outside-move.ts'
import { useMeeting } from './use-meeting.ts'
import { useSaying } from './use-saying.ts'

const notMovedDetail = z.object({
  meetingId: idShape,
  obstacle: z.enum(obstacles),
  startsAt: instantText,
  endsAt: instantText,
  wishedStartsAt: instantText,
  wishedEndsAt: instantText,
})
type Detail = z.infer<typeof notMovedDetail>

/** What the room says of a move in somebody's calendar that the meeting could not follow, in the reader's own time. */
export function NotMovedLine({ message, detail }: SystemLineProps) {
  const { me } = useMe()
  const parsed = notMovedDetail.safeParse(detail)
  if (!parsed.success) return <p>{message.body}</p>
  const isMine = message.senderId === me?.id
  const who = isMine ? 'You' : (message.senderName ?? 'Somebody')
  return <Line detail={parsed.data} moved={[`${who} moved the meeting to`, isMine ? 'your' : 'their']} />
}

function Line({ detail, moved: [who, whose] }: { detail: Detail; moved: [string, string] }) {
  const { me } = useMe()
  const { meeting } = useMeeting(detail.meetingId)
  const say = useSaying()
  const isOrganizer = meeting !== undefined && meeting.organizer.personId === me?.id
  const organizer = isOrganizer ? null : (meeting?.organizer.name ?? 'the organizer')
  const wished = say.whole(instantOf(detail.wishedStartsAt), instantOf(detail.wishedEndsAt))
  const when = say.whole(instantOf(detail.startsAt), instantOf(detail.endsAt))
  return (
    <p>
      {`${who} ${wished} in ${whose} calendar, but ${sayObstacle(detail.obstacle, organizer)}. It stays on ${when}. ${sayWayOut(detail.obstacle, organizer)}`}
    </p>
  )
}
