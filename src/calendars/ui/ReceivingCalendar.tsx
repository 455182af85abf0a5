import { call } from '#kit/api.ts'
import { RadioCards } from '#kit/RadioCards.tsx'

import type { ShownLink } from '../contract/link.ts'
import { saveCalendar, type ShownCalendar } from '../contract/calendar.ts'
import { accountNames } from './link-words.ts'
import { useCalendarChange } from './use-calendar-change.ts'

const nowhere = 'nowhere'

/** Which one calendar of all accounts receives meetings. Feeds cannot, and are not among them. */
export function ReceivingCalendar({ links }: { links: readonly ShownLink[] }) {
  const { change, isPending, sentence } = useCalendarChange()
  const all = links.flatMap(({ calendars }) => calendars)
  const receiving = all.find(({ receives }) => receives)
  const options = links.flatMap((link) =>
    link.calendars.filter(couldReceive).map((one) => optionOf(link, one)),
  )
  if (options.length === 0) {
    return (
      <p className="text-muted">
        None of these calendars can be written into, so meetings do not appear there by themselves. Every
        meeting has Add to calendar.
      </p>
    )
  }
  const choose = (id: string) => {
    const wanted = all.find((one) => one.id === id) ?? receiving
    if (!wanted) return
    const { countsAsBusy } = wanted
    change(() =>
      call(saveCalendar, {
        params: { calendarId: wanted.id },
        body: { countsAsBusy, receives: id !== nowhere },
      }),
    )
  }
  return (
    <RadioCards
      label="Your meetings go to"
      columns={1}
      options={[...options, { value: nowhere, title: 'No calendar', detail: 'I add them by hand.' }]}
      value={receiving?.id ?? nowhere}
      onChange={choose}
      isDisabled={isPending}
      errorMessage={sentence ?? undefined}
    />
  )
}

function couldReceive({ canWrite, receives }: ShownCalendar): boolean {
  return canWrite || receives
}

function optionOf({ provider, shownAs }: ShownLink, { id, name }: ShownCalendar) {
  return { value: id, title: name, detail: `${accountNames[provider]} · ${shownAs}` }
}
