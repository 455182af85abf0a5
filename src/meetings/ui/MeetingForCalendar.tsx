import { useQuery } from '@tanstack/react-query'

import { useMe } from '#accounts/ui/use-me.ts'
import { call } from '#kit/api.ts'

import { readMeeting } from '../contract/meeting.ts'
import { AddToCalendar } from './AddToCalendar.tsx'
import { yourCalendar } from './MeetingCopies.tsx'

type MeetingForCalendarProps = {
  subjectId: string
  /** When it begins; what was read for another time is stale. */
  startsAt: string
}

/** For somebody who is early: that the meeting is in their calendar, or the ways to put it there. */
export function MeetingForCalendar({ subjectId: meetingId, startsAt }: MeetingForCalendarProps) {
  const { me } = useMe()
  const { data: meeting } = useQuery({
    queryKey: ['meeting', meetingId, 'from', startsAt],
    queryFn: () => call(readMeeting, { params: { meetingId } }).then((answer) => answer.meeting),
  })
  if (!meeting) return null
  const own = meeting.copies.find((copy) => copy.personId === me?.id)
  return (
    <div className="flex flex-wrap items-center gap-3">
      <AddToCalendar links={meeting.addToCalendar} />
      {own?.stand === 'written' && (
        <p className="text-sm text-muted">It is in {yourCalendar(own)} already.</p>
      )}
    </div>
  )
}
