import type { Instant } from '#time/instant.ts'

export const announcementIcons = ['info', 'warning', 'calendar', 'wrench', 'party'] as const
export type AnnouncementIcon = (typeof announcementIcons)[number]

export const userTypes = ['offers-consultations', 'others'] as const
export type UserType = (typeof userTypes)[number]

/** What an operator tells people at the top of every page. */
export type Announcement = {
  /** Empty shows nothing. */
  message: string
  icon: AnnouncementIcon
  /** ISO 3166-1 alpha-2; null is for every country. */
  country: string | null
  /** Null is for every type. */
  userType: UserType | null
  /** Null is no limit. */
  startsAt: Instant | null
  endsAt: Instant | null
}

/** One for everybody, and several by country and user type, in the operator's order. */
export type Announcements = { global: Announcement; responsive: readonly Announcement[] }

/** Who reads: nobody signed in has no country. */
export type Reader = { country: string | null; userType: UserType }

export const longestMessage = 500
export const mostAnnouncements = 100

/** Nothing to say to anybody. */
export const noAnnouncement: Announcement = {
  message: '',
  icon: 'info',
  country: null,
  userType: null,
  startsAt: null,
  endsAt: null,
}

/** What this reader sees now, the one for everybody first. */
export function listShown(announcements: Announcements, reader: Reader, now: Instant): Announcement[] {
  return listFor(announcements, reader).filter(
    ({ startsAt, endsAt }) => (startsAt === null || startsAt <= now) && (endsAt === null || now < endsAt),
  )
}

/** The next instant at which this reader sees something else by itself; null when that never happens. */
export function findNextChange(announcements: Announcements, reader: Reader, now: Instant): Instant | null {
  const turns = listFor(announcements, reader).flatMap(({ startsAt, endsAt }) => [startsAt, endsAt])
  const coming = turns.filter((turn) => turn !== null && turn > now).map(Number)
  return coming.length > 0 ? Math.min(...coming) : null
}

function listFor({ global, responsive }: Announcements, reader: Reader): Announcement[] {
  return [global, ...responsive].filter(
    ({ message, country, userType }) =>
      message !== '' &&
      (country === null || country === reader.country) &&
      (userType === null || userType === reader.userType),
  )
}
