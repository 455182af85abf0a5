import { z } from 'zod'

import { zoneOfToday } from '#time/time-zones.ts'
import { findTimeZone, isTimeZone } from '#time/zone.ts'

import { shortestPassword } from '../person.ts'
import { ownPath } from '../way-on.ts'

/** A mail address, kept in lower case. */
export const emailText = z
  .string({ error: 'Give a mail address.' })
  .trim()
  .toLowerCase()
  .min(1, { error: 'Give a mail address.' })
  .max(254, { error: 'This mail address is too long.' })
  .pipe(z.email({ error: 'This does not look like a mail address.' }))

/** A password that is being chosen. */
export const passwordText = z
  .string({ error: 'Give a password.' })
  .min(shortestPassword, { error: `Use at least ${shortestPassword} characters.` })
  .max(200, { error: 'A password can have at most 200 characters.' })

/** An IANA zone name that this server knows, written as the time zone database writes it, under its name of today. */
export const timeZoneText = z
  .string({ error: 'Give a time zone, such as Europe/Lisbon.' })
  .refine(isTimeZone, { error: 'This time zone is not known. Choose one from the list.' })
  .overwrite((name) => zoneOfToday(findTimeZone(name) ?? name))

/** What a clock shows: halves of the day, or the whole. */
export const clockHours = z.union([z.literal(12), z.literal(24)])

/** Where to go after signing in: a path of ours, never another site. */
export const nextPath = z.string().max(300).regex(ownPath, { error: 'This is not a page of ours.' })
