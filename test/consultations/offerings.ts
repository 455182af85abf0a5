import type { Client } from '#test/support/app.ts'

/** Terms as an offerer sends them: half an hour or an hour, for anyone, for nothing. */
export function offeringTerms(changes: Record<string, unknown> = {}): Record<string, unknown> {
  return {
    title: 'Garden plan',
    slug: '',
    description: 'Bring pictures of your garden.\nWe draw a first plan together.',
    durations: [30, 60],
    price: null,
    questions: [],
    scheduleId: null,
    minimumNoticeMinutes: null,
    audience: 'anyone',
    answerWithinMinutes: null,
    ...changes,
  }
}

/** Offers something, turned on unless it says otherwise; answers it as its offerer sees it. */
export async function makeOffering(
  client: Client,
  changes: Record<string, unknown> = {},
  isOn = true,
): Promise<{ id: string; slug: string; url: string; version: number }> {
  const made = await client.post('/api/me/offerings', offeringTerms(changes))
  if (made.status !== 200) throw new Error(`Could not offer: ${JSON.stringify(made.body)}`)
  if (!isOn) return made.body.offering
  const turned = await client.put(`/api/me/offerings/${made.body.offering.id}/on`, { isOn })
  if (turned.status !== 200) throw new Error(`Could not turn it on: ${JSON.stringify(turned.body)}`)
  return turned.body.offering
}

/** Takes a handle. */
export async function takeHandle(client: Client, handle: string): Promise<void> {
  const answer = await client.patch('/api/me', { handle })
  if (answer.status !== 200) throw new Error(`Could not take ${handle}: ${JSON.stringify(answer.body)}`)
}
