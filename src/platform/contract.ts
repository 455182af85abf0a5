import { z } from 'zod'

// What a schema has no words of its own for still gets a sentence that people can read.
const plain: Record<string, string> = {
  invalid_type: 'This is not of the right kind.',
  invalid_value: 'This is none of the values that can be given here.',
  invalid_union: 'This is none of the values that can be given here.',
  invalid_format: 'This is not written as it must be.',
  too_small: 'This is too little.',
  too_big: 'This is too much.',
}
z.config({ customError: ({ code, input }) => (input === undefined ? 'This is needed.' : plain[code]) })

/** Who may call a route. `anyone` needs no session; the finer ones are decided by the module's `access.ts`. */
export type Who =
  | 'anyone'
  | 'signed-in'
  | 'room-member'
  | 'room-owner'
  | 'message-sender'
  | 'entry-maker-or-owner'
  | 'stream-listener'
  | 'invite-sender'
  | 'attendee'
  | 'organizer'
  | 'organizer-or-booker'
  | 'operator'

export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'

/** One route as data: registered by the server, called by the browser, described by OpenAPI, tried by the access tests. */
export type Route<
  Params extends z.ZodType = z.ZodType,
  Query extends z.ZodType = z.ZodType,
  Body extends z.ZodType = z.ZodType,
  Reply extends z.ZodType = z.ZodType,
  Caller extends Who = Who,
> = {
  method: Method
  path: string
  who: Caller
  summary: string
  params: Params
  query: Query
  body: Body
  reply: Reply
  /** The codes this route refuses with, beside those every route has (signed_out, not_found, invalid). */
  refusals: readonly string[]
  /** Larger limits than the usual 64 kB are stated, never assumed. */
  bodyLimit?: number
  /** Answered without looking at who calls, so also while the database is away. */
  ignoresSession?: true
  /** The body comes as text, whatever kind it says it is: for senders who are not ours. */
  anyContent?: true
  /** Answers with 303 to a page of ours: for people who come back from elsewhere. */
  leadsOn?: true
}

type RouteParts<
  P extends z.ZodType,
  Q extends z.ZodType,
  B extends z.ZodType,
  R extends z.ZodType,
  W extends Who,
> = {
  method: Method
  path: string
  who: W
  summary: string
  params?: P
  query?: Q
  body?: B
  reply: R
  refusals?: readonly string[]
  bodyLimit?: number
  ignoresSession?: true
  anyContent?: true
  leadsOn?: true
}

const nothing = z.object({})

/** Declares a route. Parts left out are empty objects, so every route has the same shape. */
export function route<
  P extends z.ZodType = typeof nothing,
  Q extends z.ZodType = typeof nothing,
  B extends z.ZodType = typeof nothing,
  R extends z.ZodType = z.ZodType,
  const W extends Who = Who,
>(parts: RouteParts<P, Q, B, R, W>): Route<P, Q, B, R, W> {
  const { params, query, body, refusals, ...rest } = parts
  return {
    ...rest,
    params: (params ?? nothing) as P,
    query: (query ?? nothing) as Q,
    body: (body ?? nothing) as B,
    refusals: refusals ?? [],
  }
}

/** What one may send over the live connection, as data: like a route, with a rule of its own and an answer. */
export type SocketAction<
  Frame extends z.ZodType = z.ZodType,
  Reply extends z.ZodType = z.ZodType,
  Caller extends Who = Who,
> = {
  /** `module.verb` */
  name: string
  who: Caller
  summary: string
  frame: Frame
  reply: Reply
  /** The codes it is refused with, beside not_found and those of the connection itself. */
  refusals: readonly string[]
}

/** Declares what one may send over the live connection. */
export function socketAction<
  F extends z.ZodType,
  R extends z.ZodType = typeof done,
  const W extends Who = Who,
>(parts: {
  name: string
  who: W
  summary: string
  frame: F
  reply?: R
  refusals?: readonly string[]
}): SocketAction<F, R, W> {
  return { ...parts, reply: parts.reply ?? (done as z.ZodType as R), refusals: parts.refusals ?? [] }
}

/** A route that answers with nothing but its success. */
export const done = z.object({ done: z.literal(true) })

/** An id of ours (UUIDv7), in lower case: streams are named after it. A malformed one is answered like an unknown one. */
export const id = z.uuid().toLowerCase()

const instantWanted = 'Give an instant such as 2026-11-03T15:00:00Z.'
// Down to the millisecond: more digits than that nobody reads, and zod takes any number of them.
const mostInstantLength = '2026-11-03T15:00:00.000Z'.length

/** An instant on the wire, `YYYY-MM-DDTHH:MM:SSZ`. */
export const instantText = z.iso
  .datetime({ error: instantWanted })
  .max(mostInstantLength, { error: instantWanted, abort: true })

/** The same where we write hundreds of them ourselves: described alike, but not read again on the way out. */
export const writtenInstant = z.string().meta({ format: 'date-time' })

/** A key the caller makes once for one intent, so that a retry is the same intent (UUID). */
export const requestKey = z.uuid({ error: 'Give a UUID that is new for each intent.' }).toLowerCase()

// PostgreSQL refuses NUL and lone surrogates; other control characters have no place in what people write.
const unwritable =
  // oxlint-disable-next-line no-control-regex -- these are the characters it is about
  /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/

// What turns the direction of the text around it has no place in a name that stands in our sentences (UAX #9 §2).
const turning = /[\u202a-\u202e\u2066-\u2069]/g
// At least one character to see: not only spaces, marks, format characters and letters that are blank.
const visible = /[^\s\p{C}\p{M}\u115f\u1160\u2800\u3164\uffa0]/u

/** One line a person writes: trimmed, not empty, no line breaks, at most `max` characters. `name` starts the sentences. */
export function line(name: string, max: number) {
  return z
    .string({ error: `${name} must be text.` })
    .overwrite((text) => text.replace(turning, ''))
    .trim()
    .refine((text) => visible.test(text), { error: `${name} is needed.` })
    .max(max, { error: `${name} can have at most ${max} characters.` })
    .refine((text) => !unwritable.test(text) && !/[\r\n\u2028\u2029]/.test(text), {
      error: `${name} holds characters that cannot be shown, or a line break.`,
    })
}

/** Longer text with line breaks, at most `max` characters; empty is allowed unless `needed`. */
export function prose(name: string, max: number, needed: 'needed' | 'optional' = 'optional') {
  return z
    .string({ error: `${name} must be text.` })
    .trim()
    .min(needed === 'needed' ? 1 : 0, { error: `${name} is needed.` })
    .max(max, { error: `${name} can have at most ${max} characters.` })
    .refine((text) => !unwritable.test(text), { error: `${name} holds characters that cannot be shown.` })
}

/** One event of a stream on the wire, in the live socket as over HTTP: stream, number, kind, data, by whom, when. */
export const wireEvent = z.object({
  s: z.string(),
  q: z.number().int(),
  k: z.string(),
  d: z.record(z.string(), z.unknown()),
  by: id.nullable(),
  at: instantText,
})
export type WireEvent = z.infer<typeof wireEvent>

/** The shape of every refusal on the wire. */
export const refusalReply = z.object({
  error: z.object({
    code: z.string(),
    message: z.string(),
    fields: z.record(z.string(), z.string()).optional(),
    details: z.unknown().optional(),
    requestId: z.string(),
  }),
})

/** Fills a route's `:params` and appends its query; undefined query values are left out. */
export function addressOf(
  path: string,
  params: Record<string, string> = {},
  query: Record<string, string | number | boolean | undefined> = {},
): string {
  const filled = path.replace(/:(\w+)/g, (_, name: string) => encodeURIComponent(params[name] ?? ''))
  const search = new URLSearchParams(
    Object.entries(query).flatMap(([key, value]) => (value === undefined ? [] : [[key, String(value)]])),
  ).toString()
  return search ? `${filled}?${search}` : filled
}
