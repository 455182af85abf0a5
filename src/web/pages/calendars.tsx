import { useParams } from '@tanstack/react-router'

import { CalendarSettings } from '#calendars/ui/CalendarSettings.tsx'
import { ConfirmPage } from '#calendars/ui/ConfirmPage.tsx'
import { FeedSettings } from '#meetings/ui/FeedSettings.tsx'

/** /calendars/confirm/:attemptId */
export function ConfirmCalendar() {
  return <ConfirmPage {...useParams({ from: '/signed-in/calendars/confirm/$attemptId' })} />
}

/** /settings/calendars, with the feed beneath: it is of meetings, which calendars know nothing of. */
export function Calendars() {
  return <CalendarSettings below={<FeedSettings />} />
}
