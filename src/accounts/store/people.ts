import { type Selectable, sql } from 'kysely'

import type { People } from '#db/tables.ts'
import { dateOrNull, type Db, type TxDb } from '#platform/database.ts'
import type { Instant } from '#time/instant.ts'

import type { Person } from '../person.ts'

type NewPerson = Omit<Person, 'hasPassword' | 'weekStart' | 'country'> & {
  passwordHash: string | null
}
type Credentials = { person: Person; passwordHash: string | null }
type ProfileChanges = {
  [Field in 'name' | 'timeZone' | 'hourCycle' | 'weekStart' | 'country']?: Person[Field] | undefined
}

/** The new person, or null when the address has an account already. */
export async function insertPerson(db: TxDb, person: NewPerson): Promise<Person | null> {
  const row = await db
    .insertInto('people')
    .values({
      id: person.id,
      email: person.email,
      email_verified_at: dateOrNull(person.emailVerifiedAt),
      name: person.name,
      password_hash: person.passwordHash,
      time_zone: person.timeZone,
      hour_cycle: person.hourCycle,
      created_at: new Date(person.createdAt),
    })
    .onConflict((conflict) => conflict.column('email').doNothing())
    .returningAll()
    .executeTakeFirst()
  return row ? readPerson(row) : null
}

/** The person, or null. */
export async function findPerson(db: Db, id: string): Promise<Person | null> {
  const row = await db.selectFrom('people').selectAll().where('id', '=', id).executeTakeFirst()
  return row ? readPerson(row) : null
}

/** The person who has this address, given in lower case, or null. */
export async function findPersonByEmail(db: Db, email: string): Promise<Person | null> {
  return (await findCredentials(db, email))?.person ?? null
}

/** Those of the people who exist, in no particular order. */
export async function listPeople(db: Db, ids: readonly string[]): Promise<Person[]> {
  if (ids.length === 0) return []
  const rows = await db.selectFrom('people').selectAll().where('id', 'in', ids).execute()
  return rows.map(readPerson)
}

/** Who was here first; null before anybody signed up. */
export async function findFirstPersonId(db: Db): Promise<string | null> {
  const row = await db
    .selectFrom('people')
    .select('id')
    .orderBy('created_at')
    .orderBy('id')
    .executeTakeFirst()
  return row?.id ?? null
}

/** The person with their changes. */
export async function updateProfile(db: TxDb, personId: string, changes: ProfileChanges): Promise<Person> {
  const { name, timeZone, hourCycle, weekStart, country } = changes
  const row = await db
    .updateTable('people')
    .set({
      // A harmless assignment, so that an empty change is a valid statement.
      id: personId,
      ...(name !== undefined && { name, former_names: withFormerName(name) }),
      ...(timeZone !== undefined && { time_zone: timeZone }),
      ...(hourCycle !== undefined && { hour_cycle: hourCycle }),
      ...(weekStart !== undefined && { week_start: weekStart }),
      ...(country !== undefined && { country }),
    })
    .where('id', '=', personId)
    .returningAll()
    .executeTakeFirstOrThrow()
  return readPerson(row)
}

/** Marks the address as the person's own; answers whether it was not yet. */
export async function saveAddressVerified(db: TxDb, personId: string, now: Instant): Promise<boolean> {
  const result = await db
    .updateTable('people')
    .set({ email_verified_at: new Date(now) })
    .where('id', '=', personId)
    .where('email_verified_at', 'is', null)
    .executeTakeFirst()
  return result.numUpdatedRows > 0n
}

/** The person with this address and the password kept for them. */
export async function findCredentials(db: Db, email: string): Promise<Credentials | null> {
  const row = await db.selectFrom('people').selectAll().where('email', '=', email).executeTakeFirst()
  return row ? { person: readPerson(row), passwordHash: row.password_hash } : null
}

/** The password kept for this person; null for one who only uses mailed links. */
export async function findPasswordHash(db: Db, personId: string): Promise<string | null> {
  const row = await db
    .selectFrom('people')
    .select('password_hash')
    .where('id', '=', personId)
    .executeTakeFirstOrThrow()
  return row.password_hash
}

/** Whether this is still the kept password; it stays so until the change commits. */
export async function holdPasswordHash(db: TxDb, personId: string, passwordHash: string): Promise<boolean> {
  const row = await db
    .selectFrom('people')
    .select('password_hash')
    .where('id', '=', personId)
    .forShare()
    .executeTakeFirst()
  return row?.password_hash === passwordHash
}

/** Keeps another password instead of `before`; false when somebody else changed it meanwhile. */
export async function replacePasswordHash(
  db: TxDb,
  personId: string,
  before: string | null,
  after: string,
): Promise<boolean> {
  const result = await db
    .updateTable('people')
    .set({ password_hash: after })
    .where('id', '=', personId)
    .where('password_hash', 'is not distinct from', before)
    .executeTakeFirst()
  return result.numUpdatedRows > 0n
}

/** Keeps this password, or none, whatever was kept before. */
export async function savePasswordHash(
  db: TxDb,
  personId: string,
  passwordHash: string | null,
): Promise<void> {
  await db.updateTable('people').set({ password_hash: passwordHash }).where('id', '=', personId).execute()
}

// Sentences that were written under an earlier name must be found when the account is erased.
function withFormerName(next: string) {
  return sql<
    string[]
  >`case when name = ${next} or name = any(former_names) then former_names else array_append(former_names, name) end`
}

function readPerson(row: Selectable<People>): Person {
  return {
    id: row.id,
    email: row.email,
    emailVerifiedAt: row.email_verified_at,
    name: row.name,
    hasPassword: row.password_hash !== null,
    timeZone: row.time_zone,
    hourCycle: row.hour_cycle as Person['hourCycle'],
    weekStart: row.week_start,
    country: row.country,
    createdAt: row.created_at,
  }
}
