import { z } from 'zod'

import { id, line, route } from '#platform/contract.ts'

import { readPathBack } from '../link.ts'
import { providerNames } from '../providers.ts'

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
    missing: z.array(z.enum(['busy', 'write', 'shared'])),
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

function isWebAddress(text: string, schemes: readonly string[]): boolean {
  const url = URL.parse(text)
  return url !== null && schemes.includes(url.protocol) && url.hostname !== ''
}
