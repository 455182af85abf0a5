import { z } from 'zod'

import { isCountry } from '#accounts/country.ts'
import { prose, route } from '#platform/contract.ts'
import { parseInstant, toIso } from '#time/instant.ts'

import {
  type Announcement,
  announcementIcons,
  type Announcements,
  longestMessage,
  mostAnnouncements,
  userTypes,
} from './announcement.ts'

const shown = z.object({
  /** Another one when anything in it changed, so that a closed one stays closed until then. */
  id: z.string(),
  message: z.string(),
  icon: z.enum(announcementIcons),
})
export type ShownAnnouncement = z.infer<typeof shown>

export const listAnnouncements = route({
  method: 'GET',
  path: '/api/announcements',
  who: 'anyone',
  summary: 'What operators tell this reader now; who is not signed in reads what is for every country',
  reply: z.object({
    announcements: z.array(shown),
    /** When to ask again because one begins or ends; null when none does. */
    changesInSeconds: z.number().int().nullable(),
  }),
})

// Instants in any form of ISO 8601 that names its offset.
const limitText = z
  .string({ error: 'Give a time such as 2026-11-03T15:00:00Z, or leave it empty.' })
  .trim()
  .refine((text) => text === '' || parseInstant(text) !== undefined, {
    error: 'Give a time such as 2026-11-03T15:00:00Z, or leave it empty.',
  })
  .default('')

const iconText = z
  .string({ error: iconSentence() })
  .transform((text) => text.trim() || 'info')
  .pipe(z.enum(announcementIcons, { error: iconSentence() }))
  .default('info')

const base = {
  message: prose('The message', longestMessage).default(''),
  icon: iconText,
  start: limitText,
  end: limitText,
}

const countryText = z
  .string({ error: countrySentence() })
  .trim()
  .transform((text) => (/^(?:all)?$/i.test(text) ? 'All' : text.toUpperCase()))
  .refine((code) => code === 'All' || isCountry(code), { error: countrySentence() })
  .default('All')

const userTypeText = z
  .string({ error: userTypeSentence() })
  .transform((text) => text.trim().toLowerCase() || 'all')
  .pipe(z.enum(['all', ...userTypes], { error: userTypeSentence() }))
  .default('all')

const globalNotice = z.strictObject(base, { error: unknownNames }).refine(endsAfterStart, endSentence())
const responsiveNotice = z
  .strictObject({ ...base, country: countryText, usertype: userTypeText }, { error: unknownNames })
  .refine(endsAfterStart, endSentence())

/** The shape in which announcements are imported and exported. */
const announcementFile = z.strictObject(
  {
    global: globalNotice.default({ message: '', icon: 'info', start: '', end: '' }),
    responsive: z
      .array(responsiveNotice, { error: 'Give a list of announcements.' })
      .max(mostAnnouncements, { error: `There can be at most ${mostAnnouncements} announcements.` })
      .default([]),
  },
  { error: unknownNames },
)

const keptLimits = z.object({
  message: z.string(),
  icon: z.enum(announcementIcons),
  start: z.string(),
  end: z.string(),
})
const keptFile = z.object({
  global: keptLimits,
  responsive: z.array(keptLimits.extend({ country: z.string(), usertype: z.enum(['all', ...userTypes]) })),
})
export type AnnouncementFile = z.infer<typeof keptFile>

export const readAnnouncementFile = route({
  method: 'GET',
  path: '/api/announcements/file',
  who: 'operator',
  summary: 'All announcements, whoever sees them',
  reply: keptFile,
})

export const replaceAnnouncements = route({
  method: 'PUT',
  path: '/api/announcements/file',
  who: 'operator',
  summary: 'Replace all announcements; every open page shows the new ones',
  body: announcementFile,
  reply: keptFile,
  bodyLimit: 512 * 1024,
})

/** Announcements as the file has them. */
export function presentFile({ global, responsive }: Announcements): AnnouncementFile {
  return {
    global: presentLimits(global),
    responsive: responsive.map((one) => ({
      ...presentLimits(one),
      country: one.country ?? 'All',
      usertype: one.userType ?? 'all',
    })),
  }
}

/** Announcements from a file that was checked. */
export function readFile({ global, responsive }: AnnouncementFile): Announcements {
  return {
    global: { ...readLimits(global), country: null, userType: null },
    responsive: responsive.map((one) => ({
      ...readLimits(one),
      country: one.country === 'All' ? null : one.country,
      userType: one.usertype === 'all' ? null : one.usertype,
    })),
  }
}

type Limits = AnnouncementFile['global']

function presentLimits({ message, icon, startsAt, endsAt }: Announcement): Limits {
  return {
    message,
    icon,
    start: startsAt === null ? '' : toIso(startsAt),
    end: endsAt === null ? '' : toIso(endsAt),
  }
}

function readLimits({ message, icon, start, end }: Limits) {
  return { message, icon, startsAt: parseInstant(start) ?? null, endsAt: parseInstant(end) ?? null }
}

function endsAfterStart({ start, end }: { start: string; end: string }): boolean {
  const [from, until] = [parseInstant(start), parseInstant(end)]
  return from === undefined || until === undefined || from < until
}

function endSentence() {
  return { path: ['end'], error: 'The end must be after the start.' }
}

function iconSentence(): string {
  return `Choose one of the icons ${announcementIcons.join(', ')}.`
}

function countrySentence(): string {
  return 'Give a country as two letters such as PT (ISO 3166-1), or All.'
}

function userTypeSentence(): string {
  return `Choose one of the user types all, ${userTypes.join(', ')}.`
}

// A misspelt name would otherwise be an announcement that silently never shows.
function unknownNames(issue: { code: string; keys?: PropertyKey[] }): string {
  return issue.code === 'unrecognized_keys'
    ? `There is no ${(issue.keys ?? []).map(String).join(', ')} in an announcement.`
    : 'Give an object with announcements, as the export does.'
}
