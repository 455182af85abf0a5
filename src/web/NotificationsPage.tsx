import { ReminderSettings } from '#meetings/ui/ReminderSettings.tsx'
import { NotificationSettings as Settings } from '#notifications/ui/NotificationSettings.tsx'

/** What one is told, together with when one is reminded of meetings. */
export function NotificationSettings() {
  return (
    <Settings>
      <ReminderSettings />
    </Settings>
  )
}
