import { z } from 'zod'

import { done, id, instantText, line, route } from '#platform/contract.ts'
import { type Instant, toIso } from '#time/instant.ts'
import { zoneOfToday } from '#time/time-zones.ts'
import { findTimeZone, isTimeZone } from '#time/zone.ts'

import { isCountry } from './country.ts'
import { describeDevice } from './device.ts'
import { refuseHandle } from './handle.ts'
import { endsPassword, type LinkState, type MailedLink } from './mailed-link.ts'
import { type Person, shortestPassword } from './person.ts'
import type { Passkey } from './passkey.ts'
import type { Session } from './session.ts'
import { ownPath } from './way-on.ts'

/** A mail address, kept in lower case. */
export const emailText = z
  .string({ error: 'Give a mail address.' })
  .trim()
  .toLowerCase()
  .min(1, { error: 'Give a mail address.' })
  .max(254, { error: 'This mail address is too long.' })
  .pipe(z.email({ error: 'This does not look like a mail address.' }))

const passwordText = z
  .string({ error: 'Give a password.' })
  .min(shortestPassword, { error: `Use at least ${shortestPassword} characters.` })
  .max(200, { error: 'A password can have at most 200 characters.' })

/** An IANA zone name that this server knows, written as the time zone database writes it, under its name of today. */
export const timeZoneText = z
  .string({ error: 'Give a time zone, such as Europe/Lisbon.' })
  .refine(isTimeZone, { error: 'This time zone is not known. Choose one from the list.' })
  .overwrite((name) => zoneOfToday(findTimeZone(name) ?? name))

/** Where to go after signing in: a path of ours, never another site. */
export const nextPath = z.string().max(300).regex(ownPath, { error: 'This is not a page of ours.' })

const hourCycle = z.union([z.literal(12), z.literal(24)]).nullable()
const weekStart = z.number().int().min(1).max(7).nullable()

const country = z
  .string({ error: countrySentence() })
  .refine(isCountry, { error: countrySentence() })
  .nullable()

/** `ana-silva`, as it stands in the address of a person's page. */
const handleText = z
  .string({ error: 'Give a name for your address.' })
  .trim()
  .toLowerCase()
  .superRefine((text, context) => {
    const message = refuseHandle(text)
    if (message !== undefined) context.addIssue({ code: 'custom', message })
  })

/** The person as they see themselves. */
export const me = z.object({
  id,
  name: z.string(),
  email: z.string(),
  emailVerified: z.boolean(),
  hasPassword: z.boolean(),
  timeZone: z.string(),
  hourCycle,
  weekStart,
  country,
  /** The name under which their page is found; null until they choose one. */
  handle: z.string().nullable(),
  isOperator: z.boolean(),
})
export type Me = z.infer<typeof me>

const signedIn = z.object({ me, next: z.string().nullable() })

export const readMe = route({
  method: 'GET',
  path: '/api/me',
  who: 'anyone',
  summary: 'Who is signed in, or null',
  reply: z.object({
    me: me.nullable(),
    signUp: z.enum(['open', 'invited', 'closed']),
    mailsShownHere: z.boolean(),
  }),
})

export const signUp = route({
  method: 'POST',
  path: '/api/sign-up',
  who: 'anyone',
  summary: 'Make an account and sign in; a mail asks to verify the address',
  body: z.object({
    name: line('Your name', 80),
    email: emailText,
    password: passwordText,
    timeZone: timeZoneText,
    next: nextPath.optional(),
    /** The entry by which this person was brought in; a mailed one proves its address. */
    entryToken: z.string().max(100).optional(),
  }),
  reply: signedIn,
  refusals: ['address_taken', 'sign_up_closed', 'too_many_tries'],
})

export const signIn = route({
  method: 'POST',
  path: '/api/sign-in',
  who: 'anyone',
  summary: 'Sign in with a password',
  body: z.object({
    email: emailText,
    password: z.string().min(1, { error: 'Give your password.' }).max(200),
    next: nextPath.optional(),
  }),
  reply: signedIn,
  refusals: ['account_deleted', 'wrong_password', 'too_many_tries'],
})

export const signOut = route({
  method: 'POST',
  path: '/api/sign-out',
  who: 'signed-in',
  summary: 'End this session',
  reply: done,
})

export const askForSignInLink = route({
  method: 'POST',
  path: '/api/sign-in-links',
  who: 'anyone',
  summary: 'Send a link that signs in; the answer is the same whether the address is known or not',
  body: z.object({ email: emailText, next: nextPath.optional() }),
  reply: done,
  refusals: ['too_many_tries'],
})

export const askForPasswordReset = route({
  method: 'POST',
  path: '/api/password-resets',
  who: 'anyone',
  summary: 'Send a link to choose a new password; the answer is the same whether the address is known or not',
  body: z.object({ email: emailText, next: nextPath.optional() }),
  reply: done,
  refusals: ['too_many_tries'],
})

export const askForVerification = route({
  method: 'POST',
  path: '/api/me/verification',
  who: 'signed-in',
  summary: 'Send the mail that verifies the address once more',
  reply: done,
  refusals: ['too_many_tries'],
})

const mailedLink = z.object({
  state: z.enum(['good', 'used', 'expired', 'unknown']),
  purpose: z.enum(['sign-in', 'reset-password', 'verify-address']).nullable(),
  /** Whose link it is; told while it is good. */
  email: z.string().nullable(),
  /** Whether signing in by it ends a password that was chosen before anybody had shown that the address is theirs. */
  endsPassword: z.boolean(),
})

/** What a mailed link is for, before its button is pressed. Reading it changes nothing. */
export const readMailedLink = route({
  method: 'GET',
  path: '/api/mailed-links/:token',
  who: 'anyone',
  summary: 'What a mailed link would do',
  params: z.object({ token: z.string().max(100) }),
  reply: mailedLink,
})

export const useMailedLink = route({
  method: 'POST',
  path: '/api/mailed-links/:token',
  who: 'anyone',
  summary: 'Do what the mailed link is for: sign in, set the new password, or verify the address',
  params: z.object({ token: z.string().max(100) }),
  body: z.object({ password: passwordText.optional() }),
  /** Verifying an address signs nobody in: `me` is null unless that person is signed in here. */
  reply: signedIn.extend({ me: me.nullable() }),
  refusals: ['account_deleted', 'link_used', 'link_expired'],
})

export const changeProfile = route({
  method: 'PATCH',
  path: '/api/me',
  who: 'signed-in',
  summary: 'Change name, handle, time zone, clock, week format and country',
  body: z.object({
    name: line('Your name', 80).optional(),
    timeZone: timeZoneText.optional(),
    hourCycle: hourCycle.optional(),
    weekStart: weekStart.optional(),
    country: country.optional(),
    handle: handleText.optional(),
  }),
  reply: z.object({ me }),
  refusals: ['handle_taken', 'too_many_tries'],
})

export const changePassword = route({
  method: 'POST',
  path: '/api/me/password',
  who: 'signed-in',
  summary: 'Change the password; every other session ends',
  body: z.object({ current: z.string().max(200).optional(), next: passwordText }),
  reply: done,
  refusals: ['wrong_password', 'too_many_tries'],
})

const sessionSummary = z.object({
  id,
  /** Whether it is the browser that asks. */
  here: z.boolean(),
  device: z.string(),
  createdAt: instantText,
  lastSeenAt: instantText,
})
export type SessionSummary = z.infer<typeof sessionSummary>

export const listSessions = route({
  method: 'GET',
  path: '/api/me/sessions',
  who: 'signed-in',
  summary: 'Where this person is signed in',
  reply: z.object({ sessions: z.array(sessionSummary) }),
})

export const endSession = route({
  method: 'DELETE',
  path: '/api/me/sessions/:sessionId',
  who: 'signed-in',
  summary: 'Sign out somewhere else',
  params: z.object({ sessionId: id }),
  reply: done,
})

const base64url = (name: string, max: number) =>
  z
    .string({ error: `${name} must be text.` })
    .max(max, { error: `${name} is too long.` })
    .regex(/^[\w-]+$/, { error: `${name} must be base64url.` })

// What browsers answer with (WebAuthn level 3 §5.1), as far as it is looked at.
const credential = {
  id: base64url('The id', 1400),
  rawId: base64url('The id', 1400),
  type: z.literal('public-key', { error: 'The type must be public-key.' }),
  clientExtensionResults: z.object({}, { error: 'Give the results of extensions, {} for none.' }),
}
const clientDataJSON = base64url('The client data', 4000)
const newCredential = z.object(
  {
    ...credential,
    response: z.object({
      clientDataJSON,
      attestationObject: base64url('The attestation', 16_000),
      transports: z.array(z.string().max(20)).max(10).default([]),
    }),
  },
  { error: 'Give what the browser answered.' },
)
const usedCredential = z.object(
  {
    ...credential,
    response: z.object({
      clientDataJSON,
      authenticatorData: base64url('The authenticator data', 4000),
      signature: base64url('The signature', 2000),
      userHandle: base64url('The user handle', 100),
    }),
  },
  { error: 'Give what the browser answered.' },
)

/** Options for the browser's own interface: made and read by one library on both sides. */
const challenge = z.object({ options: z.record(z.string(), z.unknown()) })

const passkeySummary = z.object({
  id,
  name: z.string(),
  createdAt: instantText,
  lastUsedAt: instantText.nullable(),
})
export type PasskeySummary = z.infer<typeof passkeySummary>

export const listPasskeys = route({
  method: 'GET',
  path: '/api/me/passkeys',
  who: 'signed-in',
  summary: 'The passkeys of this person',
  reply: z.object({ passkeys: z.array(passkeySummary) }),
})

export const challengeNewPasskey = route({
  method: 'POST',
  path: '/api/me/passkeys/challenge',
  who: 'signed-in',
  summary: 'Begin to add a passkey; needs a session of at most 15 minutes',
  reply: challenge,
  refusals: ['session_too_old', 'too_many_tries'],
})

export const addPasskey = route({
  method: 'POST',
  path: '/api/me/passkeys',
  who: 'signed-in',
  summary: 'Keep the passkey that the authenticator has made',
  body: z.object({ name: line('The name', 60), response: newCredential }),
  reply: z.object({ passkey: passkeySummary }),
  refusals: ['session_too_old', 'passkey_known', 'too_many_passkeys', 'too_many_tries'],
})

export const removePasskey = route({
  method: 'DELETE',
  path: '/api/me/passkeys/:passkeyId',
  who: 'signed-in',
  summary: 'Forget a passkey',
  params: z.object({ passkeyId: id }),
  reply: done,
})

export const challengePasskey = route({
  method: 'POST',
  path: '/api/sign-in/passkey/challenge',
  who: 'anyone',
  summary: 'Begin to sign in with a passkey',
  reply: challenge,
  refusals: ['too_many_tries'],
})

export const signInByPasskey = route({
  method: 'POST',
  path: '/api/sign-in/passkey',
  who: 'anyone',
  summary: 'Sign in with a passkey',
  body: z.object({ response: usedCredential, next: nextPath.optional() }),
  reply: signedIn,
  refusals: ['account_deleted', 'passkey_refused', 'too_many_tries'],
})

/** A passkey for its person. */
export function presentPasskey({ id: passkeyId, name, createdAt, lastUsedAt }: Passkey): PasskeySummary {
  return {
    id: passkeyId,
    name,
    createdAt: toIso(createdAt),
    lastUsedAt: lastUsedAt === null ? null : toIso(lastUsedAt),
  }
}

const auditDetail = z.record(z.string(), z.union([z.string(), z.number()]))
const auditQuery = z.object({
  /** Lines before this one; from the newest on without it. */
  before: id.optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
})

const happening = z.object({
  id,
  at: instantText,
  /** What it was, such as `sign-in`. */
  action: z.string(),
  byMe: z.boolean(),
  detail: auditDetail,
})

export const askForErasure = route({
  method: 'POST',
  path: '/api/me/erasure',
  who: 'signed-in',
  summary: 'Have one’s account deleted in seven days; signing in before then undoes it',
  /** Needed unless the session has just begun. */
  body: z.object({ password: z.string({ error: 'Give your password.' }).max(200).optional() }),
  reply: z.object({ dueAt: instantText }),
  refusals: ['session_too_old', 'wrong_password', 'too_many_tries'],
})

export const exportMyData = route({
  method: 'POST',
  path: '/api/me/export',
  who: 'signed-in',
  summary: 'Everything that is kept of oneself, as JSON, part by part; no secrets',
  reply: z.record(z.string(), z.unknown()),
  refusals: ['too_many_tries'],
})

export const listHappenings = route({
  method: 'GET',
  path: '/api/me/happenings',
  who: 'signed-in',
  summary: 'What happened lately to one’s own account, and what one did; newest first',
  query: auditQuery,
  reply: z.object({ happenings: z.array(happening), hasMore: z.boolean() }),
})

const auditLine = z.object({
  id,
  at: instantText,
  action: z.string(),
  actorId: id.nullable(),
  personId: id.nullable(),
  roomId: id.nullable(),
  subjectId: id.nullable(),
  detail: auditDetail,
})

export const listAudit = route({
  method: 'GET',
  path: '/api/audit',
  who: 'operator',
  summary: 'The audit log of the whole installation, newest first; reading it is written down, too',
  query: auditQuery,
  reply: z.object({ lines: z.array(auditLine), hasMore: z.boolean() }),
})

/** A line of the audit log as it is kept. */
type AuditLine = Omit<z.infer<typeof auditLine>, 'at'> & { at: Instant }

/** A line of the audit log as the person whose part it is sees it. */
export function presentHappening(line: AuditLine, readerId: string): z.infer<typeof happening> {
  const { id: lineId, at, action, actorId, detail } = line
  return { id: lineId, at: toIso(at), action, byMe: actorId === readerId, detail }
}

/** A line of the audit log as operators see it. */
export function presentAuditLine(line: AuditLine): z.infer<typeof auditLine> {
  return { ...line, at: toIso(line.at) }
}

/** The person for themselves. */
export function presentMe(person: Person, handle: string | null, isOperator: boolean): Me {
  return {
    id: person.id,
    name: person.name,
    email: person.email,
    emailVerified: person.emailVerifiedAt !== null,
    hasPassword: person.hasPassword,
    timeZone: person.timeZone,
    hourCycle: person.hourCycle,
    weekStart: person.weekStart,
    country: person.country,
    handle,
    isOperator,
  }
}

/** A link for whoever holds it. */
export function presentMailedLink(
  link: MailedLink | null,
  person: Person | null,
  state: LinkState,
): z.infer<typeof mailedLink> {
  const isGood = link !== null && state === 'good'
  return {
    state,
    purpose: link?.purpose ?? null,
    email: isGood ? link.email : null,
    endsPassword: isGood && person !== null && endsPassword(link, person),
  }
}

/** A session for its person; `hereId` is the one that asks. */
export function presentSession(session: Session, hereId: string): SessionSummary {
  return {
    id: session.id,
    here: session.id === hereId,
    device: describeDevice(session.userAgent),
    createdAt: toIso(session.createdAt),
    lastSeenAt: toIso(session.lastSeenAt),
  }
}

function countrySentence(): string {
  return 'Choose a country from the list.'
}
