import type { ReactNode } from 'react'

import { SettingsSection } from '#accounts/ui/SettingsSection.tsx'
import { FailedState } from '#kit/FailedState.tsx'
import { SkeletonLines } from '#kit/SkeletonLines.tsx'

import { PushDevices } from './PushDevices.tsx'
import { QuietHoursFields } from './QuietHoursFields.tsx'
import { useNotificationSettings } from './use-notification-settings.ts'
import { WishTable } from './WishTable.tsx'

/** /settings/notifications: what one wants to be told, and how, with what later modules add. Each choice is kept at once. */
export function NotificationSettings({ children }: { children?: ReactNode }) {
  return (
    <SettingsSection title="Notifications">
      {() => (
        <div className="flex flex-col gap-10">
          <Choices />
          {children}
          <PushDevices />
        </div>
      )}
    </SettingsSection>
  )
}

function Choices() {
  const { settings, failure, retry, choose } = useNotificationSettings()
  if (failure) {
    return (
      <FailedState title="Your choices could not be read" onRetry={retry}>
        They still hold. Check your connection, or try again in a moment.
      </FailedState>
    )
  }
  if (!settings) return <SkeletonLines count={8} label="Reading your choices" />
  return (
    <div className="flex flex-col gap-10">
      <WishTable wishes={settings.wishes} onChoose={(wish) => choose({ wish })} />
      <QuietHoursFields quietHours={settings.quietHours} onChoose={(quietHours) => choose({ quietHours })} />
    </div>
  )
}
