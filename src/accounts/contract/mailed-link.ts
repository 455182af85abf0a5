import { z } from 'zod'

import { route } from '#platform/contract.ts'

import { endsPassword, type LinkState, type MailedLink } from '../mailed-link.ts'
import type { Person } from '../person.ts'
import { passwordText } from './fields.ts'
import { me } from './me.ts'
import { signedIn } from './sign-in.ts'

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
