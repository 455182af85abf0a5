import { useMutation, useQueryClient } from '@tanstack/react-query'
import type { z } from 'zod'

import { call } from '#kit/api.ts'
import { showToast } from '#kit/toast.ts'

import { changeProfile } from '../contract/me.ts'
import { becomePerson } from './use-me.ts'

/** Saves changes to the person's own profile, and shows them everywhere at once. */
export function useProfileChange() {
  const queries = useQueryClient()
  return useMutation({
    mutationFn: (body: z.input<typeof changeProfile.body>) => call(changeProfile, { body }),
    onSuccess: ({ me }) => {
      becomePerson(queries, me)
      showToast({ text: 'Saved.', tone: 'good' })
    },
  })
}
