import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'

import { call } from '#kit/api.ts'

import { listOwnOfferings } from '../contract.ts'

const key = ['own-offerings']

/** What one offers, in one's own order. */
export function useOfferings() {
  return useQuery({ queryKey: key, queryFn: ({ signal }) => call(listOwnOfferings, { signal }) })
}

/** A change of what one offers; the list is read again after it. */
export function useOfferingChange<Input, Answer>(change: (input: Input) => Promise<Answer>) {
  const queries = useQueryClient()
  return useMutation({
    mutationFn: change,
    onSuccess: () => queries.invalidateQueries({ queryKey: key }),
  })
}
