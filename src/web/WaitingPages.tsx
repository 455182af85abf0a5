import { SettingsSection } from '#accounts/ui/SettingsSection.tsx'
import { AllBehindCopies } from '#calendars/ui/AllBehindCopies.tsx'
import { BehindCopies } from '#calendars/ui/BehindCopies.tsx'
import { AllUnsent } from '#notifications/ui/AllUnsent.tsx'
import { OwnUnsent } from '#notifications/ui/OwnUnsent.tsx'

/** /settings/waiting: what should have reached one, or one's calendar, and has not. */
export function WaitingSettings() {
  return (
    <SettingsSection title="What waits">
      {() => (
        <div className="flex flex-col gap-10">
          <p className="text-muted">
            Nothing is lost when a mail server, a push service or a calendar is away: it is tried again for
            three days, and after that waits for you.
          </p>
          <OwnUnsent />
          <BehindCopies />
        </div>
      )}
    </SettingsSection>
  )
}

/** /settings/unsent: the same of everybody, without what it says, for operators. */
export function UnsentSettings() {
  return (
    <SettingsSection title="All that waits">
      {() => (
        <div className="flex flex-col gap-10">
          <AllUnsent />
          <AllBehindCopies />
        </div>
      )}
    </SettingsSection>
  )
}
