import { type Answer, type Client, newKey } from '#test/support/app.ts'

/** The weeks in which the tests book. */
export const weeks = { from: '2026-10-24T00:00:00Z', to: '2026-11-20T00:00:00Z' }

/** What can be booked of an offering, as the server answers it. */
export function slotsOf(client: Client, offeringId: string, durationMinutes = 30): Promise<Answer> {
  const { from, to } = weeks
  return client.get(
    `/api/offerings/${offeringId}/slots?from=${from}&to=${to}&durationMinutes=${durationMinutes}`,
  )
}

/** The starts of it. */
export async function offeredStarts(client: Client, offeringId: string): Promise<string[]> {
  const answer = await slotsOf(client, offeringId)
  if (answer.status !== 200) throw new Error(`No slots: ${JSON.stringify(answer.body)}`)
  return answer.body.starts
}

/** Books, or asks. */
export function bookOffering(
  client: Client,
  offeringId: string,
  startsAt: string | undefined,
  changes: Record<string, unknown> = {},
): Promise<Answer> {
  const body = { requestId: newKey(), startsAt, durationMinutes: 30, ...changes }
  return client.post(`/api/offerings/${offeringId}/book`, body)
}

/** Books what nobody else wants; answers the meeting. */
export async function booked(
  client: Client,
  offeringId: string,
  startsAt: string | undefined,
  changes: Record<string, unknown> = {},
): Promise<Answer['body']> {
  const answer = await bookOffering(client, offeringId, startsAt, changes)
  if (answer.status !== 200) throw new Error(`Could not book: ${JSON.stringify(answer.body)}`)
  return answer.body.meeting
}

/** Says yes to a request. */
export function accept(client: Client, meetingId: string, requestId = newKey()): Promise<Answer> {
  return client.post(`/api/consultations/${meetingId}/accept`, { requestId, word: '' })
}

/** Says no to a request, or takes it back. */
export function end(client: Client, meetingId: string, word = ''): Promise<Answer> {
  return client.post(`/api/consultations/${meetingId}/end`, { requestId: newKey(), word })
}

/** Offers every time of the first weeks for a meeting that stands. */
export function offerNewTimes(client: Client, meetingId: string): Promise<Answer> {
  const day = [['00:00', '24:00']]
  return client.post(`/api/meetings/${meetingId}/new-times`, {
    requestId: newKey(),
    reason: '',
    timeZone: 'UTC',
    weekly: { '1': day, '2': day, '3': day, '4': day, '5': day, '6': day, '7': day },
    overrides: {},
    fromDate: '2026-10-24',
    untilDate: '2026-11-19',
  })
}
