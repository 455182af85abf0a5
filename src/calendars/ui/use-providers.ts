import { useQuery } from '@tanstack/react-query'

import { call } from '#kit/api.ts'

import { listProviders } from '../contract/kind.ts'

/** Which kinds of calendars can be linked here, and why not. */
export function useProviders() {
  return useQuery({
    queryKey: ['calendar-providers'],
    queryFn: ({ signal }) => call(listProviders, { signal }),
    staleTime: Infinity,
  })
}
