import { HappeningList } from './HappeningList.tsx'
import { PasskeyList } from './PasskeyList.tsx'
import { PasswordForm } from './PasswordForm.tsx'
import { SessionList } from './SessionList.tsx'
import { SettingsSection } from './SettingsSection.tsx'

/** /settings/security: the password, the passkeys, where one is signed in, and what happened lately. */
export function SecuritySettings() {
  return (
    <SettingsSection title="Sign-in">
      {(me) => (
        <>
          <PasswordForm me={me} />
          <PasskeyList />
          <SessionList />
          <HappeningList />
        </>
      )}
    </SettingsSection>
  )
}
