import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'

import { call } from '#kit/api.ts'

import { readSchedule, saveSchedule } from '../contract.ts'
import type { Schedule } from '../schedule.ts'

// Whatever else is made of the schedule stands under ['schedule'] too, and is read again with it.
const schedules = ['schedule']
const queryKey = [...schedules, 'mine']

/** One's own schedule; the usual one while none is saved. */
export function useSchedule() {
  return useQuery({ queryKey, queryFn: ({ signal }) => call(readSchedule, { signal }) })
}

/** Saves one's schedule, and lets every list of times that comes from it be read again. */
export function useScheduleChange() {
  const queries = useQueryClient()
  return useMutation({
    mutationFn: (schedule: Schedule) => call(saveSchedule, { body: schedule }),
    onSuccess: (saved) => {
      queries.setQueryData(queryKey, saved)
      void queries.invalidateQueries({ queryKey: schedules })
      void queries.invalidateQueries({ predicate: ({ queryKey: key }) => key.includes('slots') })
    },
  })
}
