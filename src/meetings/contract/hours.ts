import { z } from 'zod'

import { timeZoneText } from '#accounts/contract/fields.ts'
import { dateOverrides, weeklyHours } from '#availability/contract.ts'

import type { Offer } from '../invite.ts'

const localDate = z.iso.date({ error: 'A date looks like 2026-11-03.' })

/** Hours in a zone, between two dates. */
export const hoursShape = z.object({
  timeZone: timeZoneText,
  weekly: weeklyHours,
  overrides: dateOverrides,
  /** First and last local date offered, both included. */
  fromDate: localDate,
  untilDate: localDate,
})

/** Hours with every day of the week named, as the wire has them. */
export function presentHours<Hours extends { weekly: Offer['weekly'] }>(hours: Hours) {
  return { ...hours, weekly: { ...noWindows, ...hours.weekly } }
}

const noWindows = { '1': [], '2': [], '3': [], '4': [], '5': [], '6': [], '7': [] }
