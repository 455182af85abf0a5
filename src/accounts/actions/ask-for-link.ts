import type { App } from '#platform/app.ts'

import type { LinkPurpose } from '../mailed-link.ts'
import { findPersonByEmail } from '../store/people.ts'
import { countVisit } from '../steps/count-visit.ts'
import { mailLink } from '../steps/mail-link.ts'

type Wish = { email: string; next?: string | undefined }

/** Mails a link to the address if it has an account. The answer is the same if it has none, and so are the limits. */
export async function askForLink(
  app: App,
  ip: string,
  purpose: Exclude<LinkPurpose, 'verify-address'>,
  { email, next }: Wish,
): Promise<void> {
  await countVisit(app, 'mailed-link', email, ip)
  await app.transaction(async (tx) => {
    const person = await findPersonByEmail(tx.db, email)
    if (person) await mailLink(tx, person, purpose, next ?? null)
  })
}
