import { useMemo } from 'react'

import { type Failure, failureOf } from '#kit/form-failure.ts'

/** What a form shows for an error. The same error is the same failure, so that its sentences appear once. */
export function useFailure(error: unknown): Failure | null {
  return useMemo(() => (error ? failureOf(error) : null), [error])
}
