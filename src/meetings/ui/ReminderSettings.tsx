import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'

import { useCalendars } from '#calendars/ui/use-calendars.ts'
import { call } from '#kit/api.ts'
import { Banner } from '#kit/Banner.tsx'
import { CheckboxGroup } from '#kit/CheckboxGroup.tsx'
import { FailedState } from '#kit/FailedState.tsx'
import { failureOf } from '#kit/form-failure.ts'
import { SkeletonLines } from '#kit/SkeletonLines.tsx'
import { TextLink } from '#kit/TextLink.tsx'

import { readReminders, saveReminders } from '../contract/reminders.ts'
import { leadChoices, sayLead } from '../reminder.ts'

const key = ['reminders']
const options = leadChoices.map((minutes) => ({ value: String(minutes), label: sayLead(minutes) }))

/** When one is reminded of meetings, and whether one's calendar does so as well. */
export function ReminderSettings() {
  const queries = useQueryClient()
  const leads = useQuery({ queryKey: key, queryFn: ({ signal }) => call(readReminders, { signal }) })
  const change = useMutation({
    mutationFn: (leadMinutes: number[]) => call(saveReminders, { body: { leadMinutes } }),
    onSuccess: (answer) => queries.setQueryData(key, answer),
  })
  const chosen = change.isPending ? change.variables : leads.data?.leadMinutes
  return (
    <section aria-labelledby="reminders">
      <h2 id="reminders" className="font-semibold">
        Reminders of meetings
      </h2>
      <div className="mt-3 flex flex-col gap-3">
        {leads.isPending && <SkeletonLines count={4} label="Reading your reminders" />}
        {leads.isError && (
          <FailedState title="Your reminders could not be read" onRetry={() => void leads.refetch()}>
            {failureOf(leads.error).message}
          </FailedState>
        )}
        {chosen && (
          <CheckboxGroup
            label="Remind me"
            description="The room says so once, and you are told as chosen above for reminders. They move with the meeting and end with it."
            options={options}
            value={chosen.map(String)}
            onChange={(values) => change.mutate(values.map(Number))}
          />
        )}
        {change.isError && <Banner tone="bad">{failureOf(change.error).message}</Banner>}
        <CalendarAlert />
      </div>
    </section>
  )
}

function CalendarAlert() {
  const { calendars } = useCalendars()
  if (!calendars) return null
  const receives = calendars.links.some((link) => link.calendars.some((one) => one.receives))
  return (
    <p className="text-sm text-muted">
      {receives ? (
        'Your calendar alerts you as well: meetings are written into it with an alert.'
      ) : (
        <>
          No calendar of yours receives meetings, so none alerts you.{' '}
          <TextLink href="/settings/calendars">Connect your calendar</TextLink>
        </>
      )}
    </p>
  )
}
