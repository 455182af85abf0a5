import { useParams } from '@tanstack/react-router'

import { JoinPage } from '#calls/ui/JoinPage.tsx'
import { MeetingForCalendar } from '#meetings/ui/MeetingForCalendar.tsx'

/** /join/:token */
export function Join() {
  const { token } = useParams({ from: '/signed-in/join/$token' })
  return <JoinPage token={token} WhileEarly={MeetingForCalendar} />
}
