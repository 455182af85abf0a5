import { z } from 'zod'

import { id } from '#platform/contract.ts'

export const person = z.object({ personId: id, name: z.string(), timeZone: z.string() })

/** A person as others in the room see them. */
export type NamedPerson = { id: string; name: string; timeZone: string }

export function presentNamed(
  people: ReadonlyMap<string, NamedPerson>,
  personId: string,
): z.infer<typeof person> {
  return presentPerson(people.get(personId) ?? { id: personId, name: '', timeZone: 'UTC' })
}

export function presentPerson({ id: personId, name, timeZone }: NamedPerson): z.infer<typeof person> {
  return { personId, name, timeZone }
}
