import { z } from 'zod'

import { instantText, route } from '#platform/contract.ts'

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
