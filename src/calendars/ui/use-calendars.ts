import { useQuery } from '@tanstack/react-query'
import type { z } from 'zod'

import { useMe } from '#accounts/ui/use-me.ts'
import { call } from '#kit/api.ts'

import { readCalendars } from '../contract/link.ts'

export type Calendars = z.infer<typeof readCalendars.reply>

/** Under it stands everything that is read of one's own calendars; it is read again whenever they changed. */
export const calendarsKey = ['calendars']

/** One's own links with their calendars, and how each of them is. Nothing while nobody is signed in. */
export function useCalendars() {
  const { me } = useMe()
  const { data, error, refetch } = useQuery({
    queryKey: [...calendarsKey, 'links', me?.id ?? null],
    queryFn: ({ signal }) => call(readCalendars, { signal }),
    enabled: me !== null,
  })
  return { calendars: data, error: data ? null : error, retry: () => void refetch() }
}
