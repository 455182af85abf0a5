import type { ReactNode } from 'react'

import { PreferencesProvider } from '#kit/preferences.tsx'

import { useMe } from './use-me.ts'

/** Writes all times inside as the person who is signed in wants them; for everybody else as their device has it. */
export function PreferencesFromMe({ children }: { children: ReactNode }) {
  const { me } = useMe()
  return (
    <PreferencesProvider
      timeZone={me?.timeZone ?? null}
      hourCycle={me?.hourCycle ?? me?.usualHourCycle ?? null}
      weekStart={me?.weekStart ?? null}
    >
      {children}
    </PreferencesProvider>
  )
}
