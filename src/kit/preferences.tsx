import { CalendarDate, getDayOfWeek } from '@internationalized/date'
import { createContext, type ReactNode, useContext, useMemo } from 'react'
import { I18nProvider } from 'react-aria-components'

import { hourCycleOf } from '#time/display.ts'
import { deviceZone } from '#time/time-zones.ts'

/** How this reader wants times written. Everything that shows a time to a person asks here. */
export type Preferences = {
  /** IANA time zone. */
  timeZone: string
  /** BCP 47; English words in the order of the reader's region. */
  locale: string
  hourCycle: 12 | 24
  /** ISO weekday, 1 (Monday) to 7 (Sunday). */
  weekStart: number
}

type PreferencesProviderProps = {
  /** Without one, the device's. */
  timeZone?: string | null
  /** Without one, the region's. */
  hourCycle?: 12 | 24 | null
  /** Without one, the region's. ISO weekday. */
  weekStart?: number | null
  /** Without one, the device's. */
  locale?: string
  children: ReactNode
}

const PreferencesContext = createContext<Preferences | null>(null)

/** Hands the reader's preferences to everything inside, React Aria's own parts included. */
export function PreferencesProvider({ children, ...given }: PreferencesProviderProps) {
  const { timeZone, hourCycle, weekStart, locale } = given
  const preferences = useMemo(() => {
    const spoken = englishOf(locale ?? navigator.language)
    return {
      timeZone: timeZone ?? deviceZone(),
      locale: spoken,
      hourCycle: hourCycle ?? hourCycleOf(spoken),
      weekStart: weekStart ?? weekStartOf(spoken),
    }
  }, [timeZone, hourCycle, weekStart, locale])
  return (
    <PreferencesContext value={preferences}>
      <I18nProvider locale={preferences.locale}>{children}</I18nProvider>
    </PreferencesContext>
  )
}

/** The reader's preferences; throws outside a PreferencesProvider. */
export function usePreferences(): Preferences {
  const preferences = useContext(PreferencesContext)
  if (!preferences) throw new Error('usePreferences needs a PreferencesProvider around it.')
  return preferences
}

/** The words of the product are English; the region still decides order, hour cycle and first day of the week. */
export function englishOf(locale: string): string {
  const { language, region } = new Intl.Locale(locale).maximize()
  if (language === 'en') return locale
  return region ? `en-${region}` : 'en'
}

/** The ISO weekday a region's weeks begin with (CLDR). */
export function weekStartOf(locale: string): number {
  const aMonday = new CalendarDate(2026, 11, 23)
  const daysSinceWeekStart = getDayOfWeek(aMonday, locale)
  return ((7 - daysSinceWeekStart) % 7) + 1
}
