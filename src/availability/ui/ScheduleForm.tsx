import { useState } from 'react'

import { Button } from '#kit/Button.tsx'
import { failureOf } from '#kit/form-failure.ts'
import { Form } from '#kit/Form.tsx'
import { FormActions } from '#kit/FormActions.tsx'
import { showToast } from '#kit/toast.ts'
import { useNow } from '#kit/use-now.ts'
import { dateAt } from '#time/zone.ts'

import { isSameSchedule, refuseHours, type Schedule, tidyHours } from '../schedule.ts'
import { HoursEditor } from './HoursEditor.tsx'
import { LimitFields } from './LimitFields.tsx'
import { UnsavedGuard } from './UnsavedGuard.tsx'
import { useScheduleChange } from './use-schedule.ts'

type ScheduleFormProps = {
  saved: Schedule
  /** False while these are the usual hours of somebody who never saved any. */
  isSaved: boolean
}

/** The schedule as one form. What is typed stays whatever the answer, until it is saved or left behind on purpose. */
export function ScheduleForm({ saved, isSaved }: ScheduleFormProps) {
  const [draft, setDraft] = useState<Schedule | null>(null)
  const now = useNow()
  const save = useScheduleChange()
  const schedule = draft ?? saved
  const isDirty = draft !== null && !isSameSchedule(draft, saved)
  const failure = save.error ? failureOf(save.error) : null

  const change = (changed: Partial<Schedule>) => {
    setDraft({ ...schedule, ...changed })
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
    setDraft((present) => (present === sent ? null : present))
    showToast({ text: 'Saved.', tone: 'good' })
  }
  return (
    <>
      <Form onSubmit={submit} failure={failure} className="flex flex-col gap-8">
        <HoursEditor value={schedule} onChange={change} fieldErrors={failure?.fields ?? {}} />
        <LimitFields value={schedule} onChange={change} />
        <FormActions>
          <span className="mr-auto text-muted">{stateText(isDirty, isSaved)}</span>
          {isDirty && (
            <Button variant="quiet" isDisabled={save.isPending} onPress={() => setDraft(null)}>
              Undo changes
            </Button>
          )}
          <Button type="submit" variant="primary" isPending={save.isPending} isDisabled={!isDirty && isSaved}>
            Save
          </Button>
        </FormActions>
      </Form>
      <UnsavedGuard isUnsaved={isDirty} />
    </>
  )
}

function stateText(isDirty: boolean, isSaved: boolean): string {
  if (isDirty) return 'Not saved yet.'
  return isSaved ? '' : 'These are the usual hours, until you save your own.'
}
