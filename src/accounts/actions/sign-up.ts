import type { z } from 'zod'

import type { App } from '#platform/app.ts'
import { newId } from '#platform/ids.ts'
import { conflict } from '#platform/refusal.ts'
import { hourCycleIn } from '#time/display.ts'

import type { signUp as contract } from '../contract/sign-in.ts'
import type { Person } from '../person.ts'
import { admitToSignUp, type GoodEntry } from '../sign-up.ts'
import { insertPerson } from '../store/people.ts'
import { changeSession, type Visit } from '../steps/change-session.ts'
import { countVisit } from '../steps/count-visit.ts'
import { hashPassword } from '../steps/hash-password.ts'
import { mailLink } from '../steps/mail-link.ts'

type NewAccount = z.output<typeof contract.body>
type SignedUp = { person: Person; cookie: string }

/**
 * Makes an account, signs it in, and asks by mail whether the address is the person's own, unless `entry` proves it.
 * An existing account is left as it is: `address_taken`.
 */
export async function signUp(
  app: App,
  visit: Visit,
  account: NewAccount,
  entry: GoodEntry | null,
): Promise<SignedUp> {
  await countVisit(app, 'sign-up', account.email, visit.ip)
  const { addressIsProven } = admitToSignUp(app.config.signUp, account.email, entry)
  const passwordHash = await hashPassword(account.password)
  return app.transaction(async (tx) => {
    const person = await insertPerson(tx.db, {
      id: newId(tx.now),
      email: account.email,
      emailVerifiedAt: addressIsProven ? tx.now : null,
      name: account.name,
      passwordHash,
      timeZone: account.timeZone,
      hourCycle: chosenClock(account),
      createdAt: tx.now,
    })
    if (!person)
      throw conflict('address_taken', 'This address has an account already. Sign in with it instead.')
    if (!addressIsProven) await mailLink(tx, person, 'verify-address', account.next ?? null)
    const { cookie } = await changeSession(tx, person.id, visit, 'sign-up')
    return { person, cookie }
  })
}

// What is usual where they live needs no choice: it follows them when they move.
function chosenClock({ timeZone, hourCycle }: Pick<NewAccount, 'timeZone' | 'hourCycle'>): 12 | 24 | null {
  return hourCycle === undefined || hourCycle === hourCycleIn(timeZone) ? null : hourCycle
}
