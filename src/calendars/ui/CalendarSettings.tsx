import { useNavigate, useSearch } from '@tanstack/react-router'
import { type ReactNode, useState } from 'react'

import { SettingsSection } from '#accounts/ui/SettingsSection.tsx'
import { call } from '#kit/api.ts'
import { Banner } from '#kit/Banner.tsx'
import { Checkbox } from '#kit/Checkbox.tsx'
import { FailedState } from '#kit/FailedState.tsx'
import { SkeletonLines } from '#kit/SkeletonLines.tsx'
import { showToast } from '#kit/toast.ts'

import { saveSettings } from '../contract/calendar.ts'
import { CalendarKinds } from './CalendarKinds.tsx'
import { LinkCard } from './LinkCard.tsx'
import { type LinkingOutcome, outcomes, outcomeSentences } from './linking-outcome.ts'
import { ReceivingCalendar } from './ReceivingCalendar.tsx'
import { useCalendarChange } from './use-calendar-change.ts'
import { type Calendars, useCalendars } from './use-calendars.ts'
import { WithoutLink } from './WithoutLink.tsx'

const path = '/settings/calendars'

/** /settings/calendars: each link with its health and its calendars, and what could be linked. */
export function CalendarSettings({ below }: { below: ReactNode }) {
  return (
    <SettingsSection title="Calendars">
      {() => (
        <>
          <Linked />
          {below}
        </>
      )}
    </SettingsSection>
  )
}

function Linked() {
  const { calendars, error, retry } = useCalendars()
  if (error) {
    return (
      <FailedState title="Your calendars could not be read" onRetry={retry}>
        Nothing is lost. Check your connection, or try again in a moment.
      </FailedState>
    )
  }
  if (!calendars) return <SkeletonLines count={8} label="Reading your calendars" />
  const { links } = calendars
  return (
    <div className="mb-8 flex flex-col gap-8">
      <Outcome />
      {links.length === 0 ? (
        <div>
          <p className="font-semibold">No calendar is linked</p>
          <div className="mt-1">
            <WithoutLink start="Without one you miss" />
          </div>
        </div>
      ) : (
        <>
          <section aria-label="Linked accounts" className="flex flex-col gap-4">
            {links.map((link) => (
              <LinkCard key={link.id} link={link} />
            ))}
          </section>
          <Writing calendars={calendars} />
        </>
      )}
      <Another hasLinks={links.length > 0} />
    </div>
  )
}

// What came of going to Google or Microsoft stands in the address; it is said once.
function Outcome() {
  const { calendar } = useSearch({ strict: false })
  const navigate = useNavigate()
  const outcome = outcomes.find((one) => one === calendar)
  if (!outcome) return null
  return (
    <Banner tone="bad" onDismiss={() => void navigate({ to: path, replace: true })}>
      {outcomeSentences[outcome satisfies LinkingOutcome]}
    </Banner>
  )
}

function Writing({ calendars }: { calendars: Calendars }) {
  const { change, isPending, sentence } = useCalendarChange()
  return (
    <section aria-labelledby="writing-meetings" className="flex flex-col gap-4 border-t border-line pt-6">
      <h2 id="writing-meetings" className="font-semibold">
        Writing meetings
      </h2>
      <ReceivingCalendar links={calendars.links} />
      <Checkbox
        isSelected={calendars.writesAttended}
        isDisabled={isPending}
        onChange={(writesAttended) => change(() => call(saveSettings, { body: { writesAttended } }))}
        description="Those you neither offered nor booked. Without it they still take time away from what you offer."
        errorMessage={sentence ?? undefined}
      >
        Write meetings I only attend, too
      </Checkbox>
    </section>
  )
}

function Another({ hasLinks }: { hasLinks: boolean }) {
  const { change } = useCalendarChange()
  // A new list has its forms closed again.
  const [count, setCount] = useState(0)
  const finish = () => {
    setCount(count + 1)
    change(() => Promise.resolve())
    showToast({ text: 'The account is linked.', tone: 'good' })
  }
  return (
    <section aria-labelledby="connect" className={hasLinks ? 'border-t border-line pt-6' : undefined}>
      <h2 id="connect" className="mb-3 font-semibold">
        {hasLinks ? 'Link another account' : 'Connect your calendar'}
      </h2>
      <CalendarKinds key={count} returnTo={path} onLinked={finish} />
    </section>
  )
}
