import { useQuery } from '@tanstack/react-query'

import { call } from '#kit/api.ts'

import { type Meeting, readMeeting } from '../contract/meeting.ts'

/** A meeting as it stands now. Rooms read it again whenever they hear that it changed. */
export function useMeeting(meetingId: string): {
  meeting: Meeting | undefined
  error: Error | null
  reload: () => void
} {
  const query = useQuery({
    queryKey: ['meeting', meetingId],
    queryFn: () => call(readMeeting, { params: { meetingId } }).then(({ meeting }) => meeting),
  })
  return { meeting: query.data, error: query.data ? null : query.error, reload: () => void query.refetch() }
}
