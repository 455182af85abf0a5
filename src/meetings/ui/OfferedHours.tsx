import { HoursEditor } from '#availability/ui/HoursEditor.tsx'
import { Banner } from '#kit/Banner.tsx'
import { DatePicker } from '#kit/DatePicker.tsx'
import type { Failure } from '#kit/form-failure.ts'
import { useNow } from '#kit/use-now.ts'
import { dateAt } from '#time/zone.ts'

import { faultOfDates, type Offer } from '../invite.ts'
import { OfferedWeek } from './OfferedWeek.tsx'

type OfferedHoursProps = { draft: Offer; onChange: (draft: Offer) => void; failure: Failure | null }

/** The hours one offers, in which zone, and from which day to which, with one's own busy times beside them. */
export function OfferedHours({ draft, onChange, failure }: OfferedHoursProps) {
  const now = useNow()
  const today = dateAt(draft.timeZone, now)
  const fields = failure?.fields ?? {}
  const untilFault = faultOfDates(draft) ?? fields.untilDate
  return (
    <div className="flex flex-col gap-6">
      {failure && <Banner tone="bad">{failure.message}</Banner>}
      <OfferedWeek offer={draft} />
      <HoursEditor
        value={draft}
        onChange={(hours) => onChange({ ...draft, ...hours })}
        fieldErrors={fields}
      />
      <div className="grid grid-cols-2 gap-4 narrow:grid-cols-1">
        <DatePicker
          label="First day"
          name="fromDate"
          value={draft.fromDate}
          onChange={(fromDate) => fromDate && onChange({ ...draft, fromDate })}
          min={today}
          {...(fields.fromDate && { errorMessage: fields.fromDate })}
        />
        <DatePicker
          label="Last day"
          name="untilDate"
          value={draft.untilDate}
          onChange={(untilDate) => untilDate && onChange({ ...draft, untilDate })}
          min={draft.fromDate}
          {...(untilFault && { errorMessage: untilFault })}
        />
      </div>
    </div>
  )
}
