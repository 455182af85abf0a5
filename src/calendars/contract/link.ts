import { z } from 'zod'

import { done, id, instantText, route } from '#platform/contract.ts'
import { type Instant, isoOrNull, toIso } from '#time/instant.ts'

import { effectiveState, type LinkHealth, revokeAddress, type Trouble, troubleOf } from '../link.ts'
import { providerNames } from '../providers.ts'
import { findWindow, phaseOf } from '../relink-window.ts'
import { calendar, presentCalendar } from './calendar.ts'

const rules = z.object({
  tentative: z.boolean({ error: 'Say whether tentative events count as busy.' }),
  unanswered: z.boolean({ error: 'Say whether invitations without an answer count as busy.' }),
  allDay: z.boolean({ error: 'Say whether all-day events count as busy.' }),
})

export const trouble = z.object({
  sentence: z.string(),
  /** The one button that mends it. */
  mend: z.enum(['relink', 'ignore']).nullable(),
  since: instantText.nullable(),
})

const askedWindow = z.object({
  from: z.iso.date(),
  until: z.iso.date(),
  timeZone: z.string(),
  text: z.string(),
  /** False once it is over and the link suspended. */
  isOpen: z.boolean(),
})

export const link = z.object({
  id,
  provider: z.enum(providerNames),
  shownAs: z.string(),
  state: z.enum(['linked', 'needs_relink', 'suspended', 'unsupported', 'unlinked']),
  trouble: trouble.nullable(),
  lastReadAt: instantText.nullable(),
  lastWriteAt: instantText.nullable(),
  /** How many meetings wait to be written there. */
  waiting: z.number().int(),
  rules,
  calendars: z.array(calendar),
  linkedAt: instantText,
  /** The window in which this link is to be made again, from its first date on. */
  relinkWindow: askedWindow.nullable(),
  /** Where its owner takes access away at the provider. */
  revokeAt: z.string().nullable(),
})
export type ShownLink = z.infer<typeof link>

export const readCalendars = route({
  method: 'GET',
  path: '/api/calendars',
  who: 'signed-in',
  summary: 'One’s own links with their calendars, and how each of them is',
  reply: z.object({
    links: z.array(link),
    /** Meetings one only attends are written into one's calendar, too. */
    writesAttended: z.boolean(),
  }),
})

const linkParams = z.object({ linkId: id })

export const saveRules = route({
  method: 'PUT',
  path: '/api/calendars/links/:linkId/rules',
  who: 'signed-in',
  summary: 'What of the doubtful counts as busy in this account',
  params: linkParams,
  body: rules,
  reply: done,
})

export const readLinkAgain = route({
  method: 'POST',
  path: '/api/calendars/links/:linkId/read',
  who: 'signed-in',
  summary: 'Read the calendars of this link again, now',
  params: linkParams,
  reply: done,
  refusals: ['too_many_tries'],
})

export const unlink = route({
  method: 'DELETE',
  path: '/api/calendars/links/:linkId',
  who: 'signed-in',
  summary: 'End a link: access given back, secrets and busy times erased; events stay',
  params: linkParams,
  reply: z.object({
    done: z.literal(true),
    /** Where to take access away by hand, when Parley could not do it. */
    revokeAt: z.string().nullable(),
  }),
})

/** What is told on the person's own stream whenever `readCalendars` would answer something else. */
export const changedEvent = 'calendars.changed'

/** A link as its owner sees it. */
export function presentLink(health: LinkHealth, now: Instant): ShownLink {
  const { link: kept, calendars, windows, waiting } = health
  const window = kept.state === 'unlinked' ? null : findWindow(windows, kept, now)
  return {
    id: kept.id,
    provider: kept.provider,
    shownAs: kept.shownAs,
    state: effectiveState(kept, windows, now),
    trouble: presentTrouble(troubleOf(health, now)),
    lastReadAt: isoOrNull(kept.lastReadAt),
    lastWriteAt: isoOrNull(kept.lastWriteAt),
    waiting,
    rules: kept.rules,
    calendars: calendars.map(presentCalendar),
    linkedAt: toIso(kept.linkedAt),
    relinkWindow: window && {
      from: window.fromDate,
      until: window.untilDate,
      timeZone: window.timeZone,
      text: window.text,
      isOpen: phaseOf(window, now) === 'open',
    },
    revokeAt: revokeAddress(kept),
  }
}

function presentTrouble(one: Trouble | null): ShownLink['trouble'] {
  return one && { ...one, since: isoOrNull(one.since) }
}
