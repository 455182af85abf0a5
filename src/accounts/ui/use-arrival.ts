import { useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useCallback } from 'react'

import type { Me } from '../contract/me.ts'
import { wayOn } from '../way-on.ts'
import { becomePerson } from './use-me.ts'

/** What happens once somebody is signed in: the app knows them and goes on with the way they were on. */
export function useArrival() {
  const queries = useQueryClient()
  const navigate = useNavigate()
  return useCallback(
    (me: Me, next: string | null | undefined) => {
      becomePerson(queries, me)
      void navigate({ href: wayOn(next), replace: true })
    },
    [queries, navigate],
  )
}
