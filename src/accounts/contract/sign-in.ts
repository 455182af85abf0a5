import { z } from 'zod'

import { done, line, route } from '#platform/contract.ts'

import { clockHours, emailText, passwordText, timeZoneText, nextPath } from './fields.ts'
import { me } from './me.ts'

/** Who is signed in by now, and where they wanted to go. */
export const signedIn = z.object({ me, next: z.string().nullable() })

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
    /** What clocks show on this device; kept where it is another one than is usual in that zone. */
    hourCycle: clockHours.optional(),
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
