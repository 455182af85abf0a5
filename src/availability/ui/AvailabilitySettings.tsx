import { useState } from 'react'

import { FailedState } from '#kit/FailedState.tsx'
import { SkeletonLines } from '#kit/SkeletonLines.tsx'
import { useTitle } from '#kit/use-title.ts'

import { isSameSchedule, type Schedule } from '../schedule.ts'
import { ScheduleChoice } from './ScheduleChoice.tsx'
import { type OwnTimeParts, ScheduleForm } from './ScheduleForm.tsx'
import { UnsavedGuard } from './UnsavedGuard.tsx'
import { useSchedule, useSchedules } from './use-schedule.ts'

type Drafts = Readonly<Record<string, Schedule | null>>

/** /settings/availability: when one can be met, and what protects that time. */
export function AvailabilitySettings(parts: OwnTimeParts) {
  useTitle('Availability')
  const all = useSchedules()
  const usual = useSchedule()
  const [chosenId, setChosenId] = useState<string | null>(null)
  const [drafts, setDrafts] = useState<Drafts>({})
  const schedules = all.data ?? []
  const chosen = schedules.find(({ id }) => id === chosenId) ?? schedules[0]
  const saved = chosen?.schedule ?? usual.data?.schedule
  // While nothing is saved, what is typed is that of the first schedule to come.
  const key = chosen?.id ?? ''
  const isDirty = (id: string, kept: Schedule | undefined) => {
    const draft = drafts[id]
    return Boolean(draft && kept && !isSameSchedule(draft, kept))
  }
  const isUnsaved = chosen
    ? schedules.some(({ id, schedule }) => isDirty(id, schedule))
    : isDirty('', usual.data?.schedule)
  const error = all.error ?? usual.error
  return (
    <section aria-label="Availability" data-broad-page="">
      <h1 className="text-lg font-semibold">Availability</h1>
      <p className="mt-1 text-muted">What you offer by default. Each time you share, you can change it.</p>
      <div className="mt-6">
        {!saved && !error && <SkeletonLines count={8} label="Reading your hours" />}
        {error && !saved && (
          <FailedState
            title="Your hours could not be read"
            onRetry={() => {
              void all.refetch()
              void usual.refetch()
            }}
          >
            Nothing is lost. Check your connection, or try again in a moment.
          </FailedState>
        )}
        {saved && all.data && (
          <div className="flex flex-col gap-7">
            <ScheduleChoice schedules={schedules} chosen={chosen} onChoose={setChosenId} />
            <ScheduleForm
              key={key}
              {...parts}
              scheduleId={chosen?.id ?? null}
              saved={saved}
              draft={drafts[key] ?? null}
              onDraft={(change) =>
                setDrafts((present) => ({ ...present, [key]: change(present[key] ?? null) }))
              }
            />
          </div>
        )}
      </div>
      <UnsavedGuard isUnsaved={isUnsaved} />
    </section>
  )
}
