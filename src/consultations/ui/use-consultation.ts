import { useQuery } from '@tanstack/react-query'

import { call } from '#kit/api.ts'

import { type Consultation, readConsultation } from '../contract.ts'

/** What was agreed with a consultation; it stays as it was booked. */
export function useConsultation(meetingId: string): Consultation | undefined {
  const query = useQuery({
    queryKey: ['consultation', meetingId],
    queryFn: () => call(readConsultation, { params: { meetingId } }).then((answer) => answer.consultation),
  })
  return query.data
}
