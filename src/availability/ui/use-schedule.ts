import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'

import { call } from '#kit/api.ts'

import {
  chooseDefault,
  listSchedules,
  makeSchedule,
  readSchedule,
  removeSchedule,
  renameSchedule,
  saveNamedSchedule,
  saveSchedule,
} from '../contract.ts'
import type { Schedule } from '../schedule.ts'

// Whatever else is made of the schedule stands under ['schedule'] too, and is read again with it.
const schedules = ['schedule']
const queryKey = [...schedules, 'mine']

/** One's own default schedule; the usual one while none is saved. */
export function useSchedule() {
  return useQuery({ queryKey, queryFn: ({ signal }) => call(readSchedule, { signal }) })
}

/** All of one's own schedules, the default first; none while none is saved. */
export function useSchedules() {
  return useQuery({
    queryKey: [...schedules, 'all'],
    queryFn: async ({ signal }) => (await call(listSchedules, { signal })).schedules,
  })
}

/** Saves one of one's schedules, the default without an id, and lets every list of times that comes from it be read again. */
export function useScheduleChange(scheduleId: string | null) {
  const readAgain = useReadAgain()
  return useMutation({
    mutationFn: (schedule: Schedule) =>
      scheduleId === null
        ? call(saveSchedule, { body: schedule })
        : call(saveNamedSchedule, { params: { scheduleId }, body: schedule }),
    // What was typed is let go once the list holds it.
    onSuccess: readAgain,
  })
}

/** What is done with a schedule as a whole. */
export type Deed =
  | { kind: 'make'; name: string; copyOf: string | null }
  | { kind: 'rename'; scheduleId: string; name: string }
  | { kind: 'default' | 'remove'; scheduleId: string }

/** Does it; answers the id of the schedule it is about, if there still is one. */
export function useScheduleDeed() {
  const readAgain = useReadAgain()
  return useMutation({ mutationFn: perform, onSuccess: readAgain })
}

async function perform(deed: Deed): Promise<string | null> {
  switch (deed.kind) {
    case 'make':
      return (await call(makeSchedule, { body: { name: deed.name, copyOf: deed.copyOf } })).schedule.id
    case 'rename':
      return (await call(renameSchedule, { params: deed, body: { name: deed.name } })).schedule.id
    case 'default':
      return (await call(chooseDefault, { params: deed })).schedule.id
    case 'remove':
      await call(removeSchedule, { params: deed })
      return null
  }
}

function useReadAgain() {
  const queries = useQueryClient()
  return async () => {
    void queries.invalidateQueries({ predicate: ({ queryKey: key }) => key.includes('slots') })
    await queries.invalidateQueries({ queryKey: schedules })
  }
}
