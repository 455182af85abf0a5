import { z } from 'zod'

import { timeZoneText } from '#accounts/contract.ts'
import { done, id, instantText, line, prose, route } from '#platform/contract.ts'
import { DAY, type Instant, isoOrNull, parseInstant, toIso } from '#time/instant.ts'
import type { Interval } from '#time/interval.ts'

import type { Calendar } from './calendar.ts'
import {
  effectiveState,
  type LinkHealth,
  readPathBack,
  revokeAddress,
  type Trouble,
  troubleOf,
} from './link.ts'
import { notHereYet, type Provider, providerNames } from './providers.ts'
import { findWindow, phaseOf, type RelinkWindow } from './relink-window.ts'

const provider = z.object({
  provider: z.enum(providerNames),
  name: z.string(),
  linkable: z.boolean(),
  /** Why it cannot be linked here, and what turns it on; empty when it can. */
  sentence: z.string(),
})

export const listProviders = route({
  method: 'GET',
  path: '/api/calendars/providers',
  who: 'signed-in',
  summary: 'The kinds of calendars, and whether each can be linked here',
  reply: z.object({ providers: z.array(provider) }),
})

const rules = z.object({
  tentative: z.boolean({ error: 'Say whether tentative events count as busy.' }),
  unanswered: z.boolean({ error: 'Say whether invitations without an answer count as busy.' }),
  allDay: z.boolean({ error: 'Say whether all-day events count as busy.' }),
})

const calendar = z.object({
  id,
  name: z.string(),
  countsAsBusy: z.boolean(),
  receives: z.boolean(),
  /** Whether it could receive meetings. */
  canWrite: z.boolean(),
  /** The kind of meeting place it can make with a meeting. */
  conference: z.enum(['meet', 'teams']).nullable(),
  /** Why it cannot be read, for its owner. */
  trouble: z.string().nullable(),
  /** The owner goes without it while it cannot be read. */
  ignored: z.boolean(),
  readAt: instantText.nullable(),
})

const trouble = z.object({
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

const link = z.object({
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
export type ShownCalendar = z.infer<typeof calendar>

const copyState = z.enum(['waiting', 'parked'])
const behindCopy = z.object({
  subjectId: id,
  provider: z.enum(providerNames),
  state: copyState,
  title: z.string(),
  startsAt: instantText,
  endsAt: instantText,
  since: instantText,
  /** Why it is not there yet, for its owner. */
  trouble: z.string().nullable(),
  /** Nothing helps but to link the calendar again. */
  needsRelink: z.boolean(),
})
export type BehindCopy = z.infer<typeof behindCopy>

export const listBehindCopies = route({
  method: 'GET',
  path: '/api/calendars/copies',
  who: 'signed-in',
  summary: 'Meetings that should stand in one’s calendar and do not yet, or were given up',
  reply: z.object({ copies: z.array(behindCopy) }),
})

export const countBehindCopies = route({
  method: 'GET',
  path: '/api/calendars/copies/counts',
  who: 'operator',
  summary: 'How many meetings are not in calendars as they should be, by provider and state',
  reply: z.object({
    counts: z.array(
      z.object({
        provider: z.enum(providerNames),
        state: copyState,
        count: z.number().int(),
        oldest: instantText,
      }),
    ),
  }),
})

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

const mostBusyRange = 62 * DAY

export const readOwnBusy = route({
  method: 'GET',
  path: '/api/calendars/busy',
  who: 'signed-in',
  summary: 'When one’s own calendars say one is busy, merged; nothing of what stands there',
  query: z
    .object({ from: instantText, to: instantText })
    .refine(({ from, to }) => isRange(parseInstant(from), parseInstant(to)), {
      path: ['to'],
      error: 'Ask for a range of at most 62 days.',
    }),
  reply: z.object({ busy: z.array(z.object({ startsAt: instantText, endsAt: instantText })) }),
})

const returnTo = z
  .string({ error: 'Say which page to come back to.' })
  .refine((text) => readPathBack(text) !== undefined, { error: 'One cannot come back to that page.' })

const relinksId = id.optional()

/** The codes with which linking an account is refused, whatever kind it is. */
const linkingRefusals = ['not_set_up', 'account_of_another', 'other_account', 'too_many_tries', 'not_found']
/** And those of an account that is reached by what the person typed. */
const reachingRefusals = ['not_let_in', 'not_reached', 'nothing_there', 'not_granted', ...linkingRefusals]

export const startOAuth = route({
  method: 'POST',
  path: '/api/calendars/links/oauth',
  who: 'signed-in',
  summary: 'Where to go to let Parley into a Google or Microsoft account; it comes back by itself',
  body: z.object({
    provider: z.enum(['google', 'microsoft'], { error: 'Choose Google or Microsoft.' }),
    returnTo,
    relinksId,
  }),
  reply: z.object({ url: z.string() }),
  refusals: linkingRefusals,
})

// Whatever the provider sends, judged by hand: it is a person who comes here, and no answer may be an error page.
const anyQuery = z.record(z.string(), z.unknown())

export const googleCallback = route({
  method: 'GET',
  path: '/oauth/google/callback',
  who: 'anyone',
  summary: 'Where Google sends people back to; leads on to a page of ours',
  query: anyQuery,
  reply: z.string(),
  leadsOn: true,
})

export const microsoftCallback = route({
  method: 'GET',
  path: '/oauth/microsoft/callback',
  who: 'anyone',
  summary: 'Where Microsoft sends people back to; leads on to a page of ours',
  query: anyQuery,
  reply: z.string(),
  leadsOn: true,
})

const attemptParams = z.object({ attemptId: id })

export const readAttempt = route({
  method: 'GET',
  path: '/api/calendars/attempts/:attemptId',
  who: 'signed-in',
  summary: 'The account that is about to be linked, for its owner to confirm',
  params: attemptParams,
  reply: z.object({
    provider: z.enum(providerNames),
    shownAs: z.string(),
    /** What was not granted at the provider. */
    missing: z.array(z.enum(['busy', 'write'])),
    returnTo: z.string(),
    relinks: z.boolean(),
  }),
})

export const confirmAttempt = route({
  method: 'POST',
  path: '/api/calendars/attempts/:attemptId/confirm',
  who: 'signed-in',
  summary: 'Link this account; nothing is kept or written before',
  params: attemptParams,
  reply: z.object({ linkId: id, returnTo: z.string() }),
  refusals: reachingRefusals,
})

export const dropAttempt = route({
  method: 'DELETE',
  path: '/api/calendars/attempts/:attemptId',
  who: 'signed-in',
  summary: 'Do not link this account; what was granted is forgotten',
  params: attemptParams,
  reply: z.object({ done: z.literal(true), returnTo: z.string() }),
})

const secretText = z
  .string({ error: 'The password must be text.' })
  .min(1, { error: 'The password is needed.' })
  .max(1000, { error: 'The password can have at most 1000 characters.' })
  // What no header can carry is no password of any server.
  // oxlint-disable-next-line no-control-regex -- these are the characters it is about
  .refine((text) => !/[\u0000-\u001f\u007f]|[\ud800-\udfff]/.test(text), {
    error: 'The password holds characters that cannot be sent.',
  })

const webAddress = (name: string, schemes: readonly string[]) =>
  line(name, 2000).refine((text) => isWebAddress(text, schemes), {
    error: `${name} must start with ${schemes.map((scheme) => `${scheme}//`).join(' or ')} and name a server.`,
  })

export const linkCalDav = route({
  method: 'POST',
  path: '/api/calendars/links/caldav',
  who: 'signed-in',
  summary: 'Link Apple iCloud or another CalDAV server by an app password',
  body: z
    .object({
      provider: z.enum(['apple', 'caldav'], { error: 'Choose Apple or another CalDAV server.' }),
      /** Not needed for Apple. */
      address: webAddress('The address', ['https:', 'http:']).optional(),
      userName: line('The user name', 320),
      password: secretText,
      relinksId,
    })
    .refine(({ provider: kind, address }) => kind === 'apple' || address !== undefined, {
      path: ['address'],
      error: 'The address of the server is needed.',
    }),
  reply: z.object({ linkId: id }),
  refusals: reachingRefusals,
})

export const linkFeed = route({
  method: 'POST',
  path: '/api/calendars/links/feed',
  who: 'signed-in',
  summary: 'Link an iCalendar feed, read only',
  body: z.object({ address: webAddress('The address', ['https:', 'webcal:', 'http:']), relinksId }),
  reply: z.object({ linkId: id }),
  refusals: reachingRefusals,
})

const linkParams = z.object({ linkId: id })
const calendarParams = z.object({ calendarId: id })

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

export const saveCalendar = route({
  method: 'PUT',
  path: '/api/calendars/calendars/:calendarId',
  who: 'signed-in',
  summary: 'Whether a calendar counts as busy, and whether it is the one that receives meetings',
  params: calendarParams,
  body: z.object({
    countsAsBusy: z.boolean({ error: 'Say whether it counts as busy.' }),
    receives: z.boolean({ error: 'Say whether it receives meetings.' }),
  }),
  reply: done,
  refusals: ['cannot_receive'],
})

export const ignoreCalendar = route({
  method: 'POST',
  path: '/api/calendars/calendars/:calendarId/ignore',
  who: 'signed-in',
  summary: 'Go without a calendar while it cannot be read, or no longer',
  params: calendarParams,
  body: z.object({ ignored: z.boolean({ error: 'Say whether to go without it.' }) }),
  reply: done,
})

export const saveSettings = route({
  method: 'PUT',
  path: '/api/calendars/settings',
  who: 'signed-in',
  summary: 'What one wants of all one’s calendars together',
  body: z.object({
    writesAttended: z.boolean({ error: 'Say whether meetings you only attend are written, too.' }),
  }),
  reply: done,
})

const hookBytes = 256 * 1024

export const googleHook = route({
  method: 'POST',
  path: '/hooks/google',
  who: 'anyone',
  ignoresSession: true,
  summary: 'Where Google tells that a calendar changed',
  body: z.string(),
  anyContent: true,
  bodyLimit: hookBytes,
  reply: z.string(),
})

export const microsoftHook = route({
  method: 'POST',
  path: '/hooks/microsoft',
  who: 'anyone',
  ignoresSession: true,
  summary: 'Where Microsoft tells that a calendar changed, and asks whether this is us',
  query: z.object({ validationToken: z.string().max(2000).optional() }),
  body: z.string(),
  anyContent: true,
  bodyLimit: hookBytes,
  reply: z.string(),
  refusals: ['nobody_asked'],
})

const dateText = (name: string) =>
  z.iso
    .date({ error: `${name} is a date such as 2026-11-30.` })
    .refine((date) => date >= '2020-01-01' && date <= '2200-12-31', {
      error: `${name} is a date such as 2026-11-30.`,
    })

export const writeCopyAgain = route({
  method: 'POST',
  path: '/api/calendars/copies/:subjectId/again',
  who: 'signed-in',
  summary:
    'Have one’s own copy of a meeting written now: after it was given up, or anew after one removed it there',
  params: z.object({ subjectId: id }),
  reply: done,
  refusals: ['nothing_to_write'],
})

const windowFields = {
  providers: z
    .array(z.enum(providerNames, { error: 'Choose among the kinds of calendars.' }), {
      error: 'Say which kinds of calendars are to be linked again.',
    })
    .min(1, { error: 'Say which kinds of calendars are to be linked again.' })
    .max(providerNames.length, { error: 'Name each kind of calendar once.' }),
  from: dateText('The first date'),
  until: dateText('The last date'),
  timeZone: timeZoneText,
}

const relinkWindow = z.object({
  ...windowFields,
  id,
  text: z.string(),
  madeAt: instantText,
  phase: z.enum(['coming', 'open', 'over']),
})
export type ShownRelinkWindow = z.infer<typeof relinkWindow>

export const listRelinkWindows = route({
  method: 'GET',
  path: '/api/calendars/relink-windows',
  who: 'operator',
  summary: 'When links are to be made again',
  reply: z.object({ windows: z.array(relinkWindow) }),
})

export const makeRelinkWindow = route({
  method: 'POST',
  path: '/api/calendars/relink-windows',
  who: 'operator',
  summary: 'Ask that older links of some kinds be made again between two dates, both included',
  body: z
    .object({ ...windowFields, text: prose('The text', 1000, 'needed') })
    .refine(({ from, until }) => from <= until, {
      path: ['until'],
      error: 'The last date cannot be before the first.',
    }),
  reply: z.object({ window: relinkWindow }),
})

export const dropRelinkWindow = route({
  method: 'DELETE',
  path: '/api/calendars/relink-windows/:windowId',
  who: 'operator',
  summary: 'Take a relink window back; links suspended by it work again',
  params: z.object({ windowId: id }),
  reply: done,
})

/** What is told on the person's own stream whenever `readCalendars` would answer something else. */
export const changedEvent = 'calendars.changed'

/** A kind of calendar as people see it. */
export function presentProvider(one: Provider, linkable: boolean): z.infer<typeof provider> {
  return { provider: one.provider, name: one.name, linkable, sentence: linkable ? '' : notHereYet(one) }
}

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

/** When somebody is busy, for themselves. */
export function presentBusy(intervals: readonly Interval[]): z.infer<typeof readOwnBusy.reply> {
  return {
    busy: intervals.map(([startsAt, endsAt]) => ({ startsAt: toIso(startsAt), endsAt: toIso(endsAt) })),
  }
}

/** A relink window as operators see it. */
export function presentRelinkWindow(window: RelinkWindow, now: Instant): ShownRelinkWindow {
  return {
    id: window.id,
    providers: [...window.providers],
    from: window.fromDate,
    until: window.untilDate,
    timeZone: window.timeZone,
    text: window.text,
    madeAt: toIso(window.madeAt),
    phase: phaseOf(window, now),
  }
}

function presentCalendar(one: Calendar): ShownCalendar {
  const { countsAsBusy, receives, canWrite, conference, ignored } = one
  return {
    id: one.id,
    name: one.name,
    countsAsBusy,
    receives,
    canWrite,
    conference,
    trouble: one.trouble,
    ignored,
    readAt: isoOrNull(one.readAt),
  }
}

function presentTrouble(one: Trouble | null): ShownLink['trouble'] {
  return one && { ...one, since: isoOrNull(one.since) }
}

// What is no instant is said at its own field.
function isRange(from: Instant | undefined, to: Instant | undefined): boolean {
  return from === undefined || to === undefined || (from < to && to - from <= mostBusyRange)
}

function isWebAddress(text: string, schemes: readonly string[]): boolean {
  const url = URL.parse(text)
  return url !== null && schemes.includes(url.protocol) && url.hostname !== ''
}
