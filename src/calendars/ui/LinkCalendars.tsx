import { call } from '#kit/api.ts'
import { Button } from '#kit/Button.tsx'
import { Checkbox } from '#kit/Checkbox.tsx'

import type { ShownLink } from '../contract/link.ts'
import { ignoreCalendar, saveCalendar, type ShownCalendar } from '../contract/calendar.ts'
import { useCalendarChange } from './use-calendar-change.ts'

/** The calendars of an account: which of them count as busy, and which cannot be read and why. */
export function LinkCalendars({ link }: { link: ShownLink }) {
  return (
    <section aria-label="Calendars of this account" className="flex flex-col gap-1">
      <p aria-hidden="true" className="mb-1 text-sm text-muted">
        Counts as busy
      </p>
      {link.calendars.length === 0 && <p className="text-muted">No calendar is known there yet.</p>}
      {link.calendars.map((calendar) => (
        <Row key={calendar.id} calendar={calendar} mayIgnore={link.state !== 'suspended'} />
      ))}
    </section>
  )
}

function Row({ calendar, mayIgnore }: { calendar: ShownCalendar; mayIgnore: boolean }) {
  const { id, name, countsAsBusy, receives, trouble, ignored } = calendar
  const { change, isPending, sentence } = useCalendarChange()
  const count = (counts: boolean) =>
    change(() => call(saveCalendar, { params: { calendarId: id }, body: { countsAsBusy: counts, receives } }))
  const ignore = (isIgnored: boolean) =>
    change(() => call(ignoreCalendar, { params: { calendarId: id }, body: { ignored: isIgnored } }))
  const isOut = countsAsBusy && (ignored || (trouble !== null && mayIgnore))
  return (
    <div>
      <div className="flex items-start justify-between gap-3">
        <Checkbox
          aria-label={`${name} counts as busy`}
          isSelected={countsAsBusy}
          isDisabled={isPending}
          onChange={count}
          className="min-w-0 break-words"
        >
          {name}
        </Checkbox>
        {receives && <span className="shrink-0 text-sm text-muted">Receives meetings</span>}
      </div>
      {isOut && (
        <div className="flex flex-wrap items-center gap-x-3 gap-y-1 pl-7.5 text-sm">
          <p className={ignored ? 'text-muted' : 'text-bad'}>
            {ignored ? 'You go without it: its busy times are not taken out.' : trouble}
          </p>
          <Button size="small" isPending={isPending} onPress={() => ignore(!ignored)}>
            {ignored ? 'Count it again' : 'Go without it'}
          </Button>
        </div>
      )}
      {sentence && (
        <p role="alert" className="pl-7.5 text-sm text-bad">
          {sentence}
        </p>
      )}
    </div>
  )
}
