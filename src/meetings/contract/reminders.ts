import { z } from 'zod'

import { route } from '#platform/contract.ts'

import { leadChoices } from '../reminder.ts'

const leadMinutes = z
  .array(
    z
      .number({ error: leadWanted() })
      .refine((minutes) => leadChoices.some((one) => one === minutes), { error: leadWanted() }),
  )
  .max(leadChoices.length, { error: leadWanted() })
  .refine((leads) => new Set(leads).size === leads.length, { error: 'Choose each time once.' })

function leadWanted(): string {
  return `Choose among ${leadChoices.join(', ')} minutes before.`
}

export const readReminders = route({
  method: 'GET',
  path: '/api/me/reminders',
  who: 'signed-in',
  summary: 'How long before meetings one is reminded, in minutes',
  reply: z.object({ leadMinutes: z.array(z.number().int()) }),
})

export const saveReminders = route({
  method: 'PUT',
  path: '/api/me/reminders',
  who: 'signed-in',
  summary: 'Choose how long before meetings one is reminded, those agreed already included; none is never',
  body: z.object({ leadMinutes }),
  reply: z.object({ leadMinutes: z.array(z.number().int()) }),
})
