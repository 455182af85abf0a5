import { FailedState } from '#kit/FailedState.tsx'
import { SkeletonLines } from '#kit/SkeletonLines.tsx'
import { useTitle } from '#kit/use-title.ts'

import { ScheduleForm } from './ScheduleForm.tsx'
import { useSchedule } from './use-schedule.ts'

/** /settings/availability: when one can be met, and what protects that time. */
export function AvailabilitySettings() {
  useTitle('Availability')
  const { data, error, isPending, refetch } = useSchedule()
  return (
    <section aria-label="Availability" className="max-w-[520px]">
      <h1 className="text-lg font-semibold">Availability</h1>
      <p className="mt-1 text-muted">What you offer by default. Each time you share, you can change it.</p>
      <div className="mt-6">
        {isPending && <SkeletonLines count={8} label="Reading your hours" />}
        {error && !data && (
          <FailedState title="Your hours could not be read" onRetry={() => void refetch()}>
            Nothing is lost. Check your connection, or try again in a moment.
          </FailedState>
        )}
        {data && <ScheduleForm saved={data.schedule} isSaved={data.saved} />}
      </div>
    </section>
  )
}
