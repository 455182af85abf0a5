import type { ComponentType } from 'react'

import { Button } from '#kit/Button.tsx'
import { failureOf } from '#kit/form-failure.ts'
import { Form } from '#kit/Form.tsx'
import { FormActions } from '#kit/FormActions.tsx'
import { usePreferences } from '#kit/preferences.tsx'
import { showToast } from '#kit/toast.ts'
import { useNow } from '#kit/use-now.ts'
import type { Instant } from '#time/instant.ts'
import { addDays, type LocalDate, weekdayOf } from '#time/wall-time.ts'
import { dateAt } from '#time/zone.ts'

import type { Standing } from '../elsewhere.ts'
import { isSameSchedule, refuseHours, type Schedule, tidyHours } from '../schedule.ts'
import { DatesMonth } from './DatesMonth.tsx'
import { Elsewhere } from './Elsewhere.tsx'
import { HoursEditor } from './HoursEditor.tsx'
import { LimitFields } from './LimitFields.tsx'
import { ScheduleWeek } from './ScheduleWeek.tsx'
import { useScheduleChange } from './use-schedule.ts'

/** What later parts of the product know of one's time; the page that shows the form hands it in. */
export type OwnTimeParts = {
  /** What stands in one's own time two weeks around the week that is looked at, as far as it is known. */
  standings: readonly Standing[]
  /** How many weeks after this one that is. */
  weeksOn: number
  onWeekChange: (weeksOn: number) => void
  /** Why a schedule does not offer a start, in words. */
  Why: ComponentType<{ schedule: Schedule; at: Instant }>
}

type ScheduleFormProps = OwnTimeParts & {
  /** Null for the usual hours of somebody who never saved any. */
  scheduleId: string | null
  saved: Schedule
  /** What is typed and not saved yet; it outlives looking at another schedule. */
  draft: Schedule | null
  onDraft: (change: (draft: Schedule | null) => Schedule | null) => void
}

const week = 7

/** The schedule as one form: drawn, in rows and as a month, with how it looks elsewhere beside it. */
export function ScheduleForm(props: ScheduleFormProps) {
  const { scheduleId, saved, draft, onDraft, standings, weeksOn, onWeekChange, Why } = props
  const now = useNow()
  const save = useScheduleChange(scheduleId)
  const schedule = draft ?? saved
  const dates = useWeek(schedule.timeZone, weeksOn)
  const isDirty = draft !== null && !isSameSchedule(draft, saved)
  const failure = save.error ? failureOf(save.error) : null

  const change = (changed: Partial<Schedule>) => {
    onDraft((present) => ({ ...(present ?? saved), ...changed }))
    if (save.isError) save.reset()
  }
  const submit = () => {
    // What is wrong is said beside it already.
    if (refuseHours(schedule).length > 0) return
    const today = dateAt(schedule.timeZone, now)
    save.mutate({ ...schedule, ...tidyHours(schedule, today) }, { onSuccess: () => done(draft) })
  }
  // What was typed while the answer was on its way stays.
  const done = (sent: Schedule | null) => {
    onDraft((present) => (present === sent ? null : present))
    showToast({ text: 'Saved.', tone: 'good' })
  }
  return (
    <div className="grid grid-cols-1 items-start gap-x-10 gap-y-8 broad:grid-cols-[minmax(0,1fr)_20rem]">
      <Form onSubmit={submit} failure={failure} className="flex flex-col gap-8">
        <HoursEditor
          value={schedule}
          onChange={change}
          fieldErrors={failure?.fields ?? {}}
          drawn={
            <ScheduleWeek
              value={schedule}
              onChange={change}
              dates={dates}
              today={dateAt(schedule.timeZone, now)}
              week={weeksOn}
              onWeekChange={onWeekChange}
              standings={standings}
              Why={Why}
            />
          }
          month={
            <DatesMonth
              timeZone={schedule.timeZone}
              weekly={schedule.weekly}
              overrides={schedule.overrides}
              onChange={(overrides) => change({ overrides })}
            />
          }
        />
        <LimitFields value={schedule} onChange={change} />
        <FormActions>
          <span className="mr-auto text-muted">{stateText(isDirty, scheduleId !== null)}</span>
          {isDirty && (
            <Button variant="quiet" isDisabled={save.isPending} onPress={() => onDraft(() => null)}>
              Undo changes
            </Button>
          )}
          <Button
            type="submit"
            variant="primary"
            isPending={save.isPending}
            isDisabled={!isDirty && scheduleId !== null}
          >
            Save
          </Button>
        </FormActions>
      </Form>
      <aside aria-label="Beside your hours" className="broad:sticky broad:top-8">
        <Elsewhere schedule={schedule} standings={standings} firstDate={dates[0] ?? ''} now={now} />
      </aside>
    </div>
  )
}

/** The dates of the week that holds today, or of one after it, beginning where the reader's weeks do. */
function useWeek(timeZone: string, weeksOn: number): LocalDate[] {
  const { weekStart } = usePreferences()
  const today = dateAt(timeZone, useNow())
  const first = addDays(today, -((weekdayOf(today) - weekStart + 7) % 7) + weeksOn * week)
  return Array.from({ length: week }, (_, index) => addDays(first, index))
}

function stateText(isDirty: boolean, isSaved: boolean): string {
  if (isDirty) return 'Not saved yet.'
  return isSaved ? '' : 'These are the usual hours, until you save your own.'
}
