import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'

import { call } from '#kit/api.ts'
import { failureOf } from '#kit/form-failure.ts'
import { showToast } from '#kit/toast.ts'

import { dropUnsent, listOwnUnsent, listUnsent, sendAgain, sendOwnAgain } from '../contract.ts'

const ownKey = ['unsent', 'own']
const allKey = ['unsent', 'all']

/** What has not reached one. */
export function useOwnUnsent() {
  const unsent = useQuery({ queryKey: ownKey, queryFn: ({ signal }) => call(listOwnUnsent, { signal }) })
  const again = useChange(ownKey, (unsentId: string) => call(sendOwnAgain, { params: { unsentId } }))
  return { unsent, again }
}

/** What has reached nobody, for operators. */
export function useAllUnsent() {
  const unsent = useQuery({ queryKey: allKey, queryFn: ({ signal }) => call(listUnsent, { signal }) })
  const again = useChange(allKey, (unsentId: string) => call(sendAgain, { params: { unsentId } }))
  const drop = useChange(allKey, (unsentId: string) => call(dropUnsent, { params: { unsentId } }))
  return { unsent, again, drop }
}

function useChange(key: readonly string[], change: (unsentId: string) => Promise<unknown>) {
  const queries = useQueryClient()
  return useMutation({
    mutationFn: change,
    onError: (error) => showToast({ text: failureOf(error).message, tone: 'bad' }),
    onSettled: () => queries.invalidateQueries({ queryKey: key }),
  })
}
