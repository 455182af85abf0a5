import { conflict, invalidField } from '#platform/refusal.ts'

import type { Schedule } from './schedule.ts'

/** One of a person's schedules. Who keeps any has exactly one default. */
export type NamedSchedule = { id: string; name: string; isDefault: boolean; schedule: Schedule }

/** What somebody's first schedule is called until they give it another name. */
export const firstName = 'Working hours'

export const mostSchedules = 20
export const mostNameLength = 60

/** Guards keeping one more under this name. Throws refusals. */
export function refuseAnother(kept: readonly NamedSchedule[], name: string): void {
  if (kept.length >= mostSchedules)
    throw conflict('too_many_schedules', `You can keep at most ${mostSchedules} schedules. Remove one first.`)
  refuseName(kept, name)
}

/** Guards a name: of two schedules that are called the same nobody could choose one. Throws refusals. */
export function refuseName(others: readonly NamedSchedule[], name: string): void {
  if (others.some((one) => one.name.toLowerCase() === name.toLowerCase()))
    throw invalidField('name', 'You have a schedule of this name. Choose another one.')
}

/** Guards removing one: the default stays, and so the last one does. Throws refusals. */
export function refuseRemoval({ isDefault }: NamedSchedule): void {
  if (isDefault)
    throw conflict('default_schedule', 'This is your default. Make another one the default, then remove it.')
}
