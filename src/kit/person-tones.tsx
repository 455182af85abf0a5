import { createContext, type ReactNode, useContext, useMemo } from 'react'

import { toneCount, toneOf, tonesOf } from './initials.ts'

const PersonTones = createContext<ReadonlyMap<string, number>>(new Map())

/** Lets people who are seen together have different colours: the first keeps their own. */
export function PersonTonesProvider({ ids, children }: { ids: readonly string[]; children: ReactNode }) {
  const key = ids.join(' ')
  const tones = useMemo(() => tonesOf(key.split(' ')), [key])
  return <PersonTones value={tones}>{children}</PersonTones>
}

/** The colour of a person here, as a number below `toneCount`; the same everywhere for whoever is not seen together. */
export function usePersonTone(seed: string): number {
  return useContext(PersonTones).get(seed) ?? toneOf(seed, toneCount)
}
