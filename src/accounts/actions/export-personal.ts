import { listDeeds } from '#platform/audit.ts'
import type { Db } from '#platform/database.ts'
import { missing } from '#platform/refusal.ts'
import { toIso } from '#time/instant.ts'

import { sayHappening } from '../happening.ts'
import { describeDevice } from '../device.ts'
import { listHandles } from '../store/handles.ts'
import { listPasskeys } from '../store/passkeys.ts'
import { findPerson } from '../store/people.ts'
import { listSessions } from '../store/sessions.ts'

const mostDeeds = 100_000

/** A person's account as they may take it with them: no password, no token, no key. */
export async function exportPersonal(db: Db, personId: string): Promise<unknown> {
  const person = await findPerson(db, personId)
  if (!person) throw missing()
  const { email, emailVerifiedAt, name, timeZone, hourCycle, weekStart, country, hasPassword } = person
  return {
    id: personId,
    name,
    email,
    emailVerifiedAt: emailVerifiedAt === null ? null : toIso(emailVerifiedAt),
    timeZone,
    hourCycle,
    weekStart,
    country,
    hasPassword,
    createdAt: toIso(person.createdAt),
    handles: (await listHandles(db, personId)).map(({ handle }) => handle),
    passkeys: (await listPasskeys(db, personId)).map((one) => ({
      name: one.name,
      createdAt: toIso(one.createdAt),
      lastUsedAt: one.lastUsedAt === null ? null : toIso(one.lastUsedAt),
    })),
    sessions: (await listSessions(db, personId, 0)).map((one) => ({
      device: describeDevice(one.userAgent),
      createdAt: toIso(one.createdAt),
      lastSeenAt: toIso(one.lastSeenAt),
    })),
    happenings: (await listDeeds(db, { personId, limit: mostDeeds })).map((line) => ({
      at: toIso(line.at),
      says: sayHappening({ ...line, byMe: line.actorId === personId }),
    })),
  }
}
