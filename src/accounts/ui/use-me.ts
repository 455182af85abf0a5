import { type QueryClient, useQuery } from '@tanstack/react-query'
import type { z } from 'zod'

import { call } from '#kit/api.ts'

import { type Me, readMe } from '../contract/me.ts'

type Answer = z.infer<typeof readMe.reply>

const key = ['me']

/** Who is signed in here. `me` is null for nobody; while it is not known yet, `isLoading` or `failure` says why. */
export function useMe() {
  const { data, error, isPending, refetch } = useQuery({
    queryKey: key,
    queryFn: ({ signal }) => call(readMe, { signal }),
  })
  return {
    me: data?.me ?? null,
    signUp: data?.signUp ?? 'open',
    mailsShownHere: data?.mailsShownHere ?? false,
    isLoading: isPending,
    failure: data ? null : error,
    retry: () => void refetch(),
  }
}

/** Writes down who is signed in now. What was read as somebody else is forgotten. */
export function becomePerson(queries: QueryClient, me: Me | null): void {
  const before = queries.getQueryData<Answer>(key)
  if (before?.me?.id !== me?.id)
    queries.removeQueries({ predicate: ({ queryKey }) => queryKey[0] !== key[0] })
  if (before) queries.setQueryData<Answer>(key, { ...before, me })
  else void queries.invalidateQueries({ queryKey: key })
}
