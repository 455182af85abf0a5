import type { App } from '#platform/app.ts'
import type { Caller } from '#platform/http.ts'

import { accessMyself } from '../access.ts'
import { countVisit } from '../steps/count-visit.ts'
import { mailLink } from '../steps/mail-link.ts'

/** Sends the mail that verifies the caller's address once more. An address verified already gets none. */
export async function askForVerification(app: App, caller: Caller, ip: string): Promise<void> {
  await countVisit(app, 'mailed-link', caller.email, ip)
  await app.transaction(async (tx) => {
    const person = await accessMyself(tx.db, caller)
    if (person.emailVerifiedAt === null) await mailLink(tx, person, 'verify-address', null)
  })
}
