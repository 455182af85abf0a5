/** Why the rules say no; each kind has one HTTP status, mapped in `answers.ts` alone. */
export type RefusalKind =
  | 'missing'
  | 'forbidden'
  | 'conflict'
  | 'gone'
  | 'invalid'
  | 'unauthenticated'
  | 'too-many'
  | 'unavailable'

export type RefusalParts = {
  /** One sentence for each field that is wrong, keyed by the field's name in the request. */
  fields?: Record<string, string>
  /** What the caller needs to go on, such as fresh slots after a conflict. */
  details?: unknown
}

/** The rules say no. Not a fault: it is answered, never logged as an error. */
export class Refusal extends Error {
  readonly kind: RefusalKind
  readonly code: string
  readonly fields: Record<string, string> | undefined
  readonly details: unknown

  constructor(kind: RefusalKind, code: string, message: string, parts: RefusalParts = {}) {
    super(message)
    this.name = 'Refusal'
    this.kind = kind
    this.code = code
    this.fields = parts.fields
    this.details = parts.details
  }
}

/** Unknown, malformed and forbidden ids all get this same answer, so that a stranger learns nothing. */
export function missing(): Refusal {
  return new Refusal('missing', 'not_found', 'There is nothing here, or it is not yours to see.')
}

/** The caller may see the thing but not do this to it. */
export function forbidden(code: string, message: string): Refusal {
  return new Refusal('forbidden', code, message)
}

/** The world has moved on; `details` says to what. */
export function conflict(code: string, message: string, details?: unknown): Refusal {
  return new Refusal('conflict', code, message, { details })
}

/** It was there once and is kept no longer. */
export function gone(code: string, message: string): Refusal {
  return new Refusal('gone', code, message)
}

/** What was sent cannot be accepted; `fields` names each wrong field with a sentence. */
export function invalid(code: string, message: string, fields?: Record<string, string>): Refusal {
  return new Refusal('invalid', code, message, fields ? { fields } : {})
}

/** One field is wrong. */
export function invalidField(field: string, sentence: string): Refusal {
  return invalid('invalid', sentence, { [field]: sentence })
}

/** Nobody is signed in, or the sign-in did not match. */
export function unauthenticated(
  code = 'signed_out',
  message = 'Sign in to go on. Nothing you typed is lost.',
): Refusal {
  return new Refusal('unauthenticated', code, message)
}

/** Too many tries; `details.retryAfterSeconds` says when the next one counts. */
export function tooMany(message: string, retryAfterSeconds: number): Refusal {
  return new Refusal('too-many', 'too_many_tries', message, { details: { retryAfterSeconds } })
}

/** Something Parley needs is away for the moment; `details.retryAfterSeconds` says when to ask again. */
export function unavailable(
  code = 'unavailable',
  message = 'Parley cannot reach its data at the moment. Nothing you typed is lost; try again in a few seconds.',
  details: Record<string, unknown> = {},
): Refusal {
  return new Refusal('unavailable', code, message, { details: { retryAfterSeconds: 2, ...details } })
}
