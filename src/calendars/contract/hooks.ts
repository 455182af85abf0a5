import { z } from 'zod'

import { route } from '#platform/contract.ts'

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
