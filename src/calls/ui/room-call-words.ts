import { sayDuration } from '#time/display.ts'
import { instantOf, MINUTE } from '#time/instant.ts'

import type { ShownRoomCall } from '../contract.ts'

type Said = Pick<ShownRoomCall, 'startedBy' | 'startedAt' | 'endedAt' | 'present' | 'people'>

/** Whose call it is, and that it was one. */
export function sayStarted({ startedBy }: Said, readerId: string | undefined): string {
  return `${startedBy.personId === readerId ? 'You' : startedBy.name} started a call`
}

/** Who is in; afterwards how long it was, and who came. */
export function sayCame(call: Said, readerId: string | undefined): string {
  const namesOf = (people: Said['people']) =>
    people.map(({ personId, name }) => (personId === readerId ? 'you' : name)).join(', ')
  if (call.endedAt === null)
    return call.present.length > 0 ? `In it: ${namesOf(call.present)}` : 'Nobody is in yet.'
  if (call.people.length === 0) return 'Nobody came in.'
  const minutes = Math.round((instantOf(call.endedAt) - instantOf(call.startedAt)) / MINUTE)
  const length = minutes < 1 ? 'Less than a minute' : sayDuration(minutes)
  return `${length}, with ${namesOf(call.people)}`
}
