import { type Selectable, sql } from 'kysely'

import type { Offerings } from '#db/tables.ts'
import { type Db, type TxDb, violates } from '#platform/database.ts'
import type { Instant } from '#time/instant.ts'

import { type Offering, slugTaken, type Terms } from '../offering.ts'

type Row = Selectable<Offerings> & {
  picture_name: string | null
  picture_width: number | null
  picture_height: number | null
}
type Token = Pick<Offering, 'tokenHash' | 'tokenSealed'>

/** The offering, unless it was taken away. */
export async function findOffering(db: Db, offeringId: string): Promise<Offering | null> {
  return one(await selectOfferings(db).where('offerings.id', '=', offeringId).executeTakeFirst())
}

/** As `findOffering`, its row locked until the end of the change. */
export async function takeOffering(db: TxDb, offeringId: string): Promise<Offering | null> {
  await db.selectFrom('offerings').select('id').where('id', '=', offeringId).forUpdate().execute()
  return findOffering(db, offeringId)
}

/** The one at this place of a person's page. */
export async function findOfferingBySlug(db: Db, personId: string, slug: string): Promise<Offering | null> {
  const rows = selectOfferings(db).where('person_id', '=', personId).where('slug', '=', slug)
  return one(await rows.executeTakeFirst())
}

/** The link-only one that this key opens, by its hash. */
export async function findOfferingByKey(db: Db, tokenHash: string): Promise<Offering | null> {
  return one(await selectOfferings(db).where('token_hash', '=', tokenHash).executeTakeFirst())
}

/** Everything somebody offers, in their order. */
export async function listOfferings(db: Db, personId: string): Promise<Offering[]> {
  const rows = await selectOfferings(db)
    .where('person_id', '=', personId)
    .orderBy('position')
    .orderBy('id')
    .execute()
  return rows.map(readRow)
}

/** Whether somebody offers anything that is on. */
export async function offersAnything(db: Db, personId: string): Promise<boolean> {
  const row = await db
    .selectFrom('offerings')
    .select('id')
    .where('person_id', '=', personId)
    .where('is_on', '=', true)
    .where('removed_at', 'is', null)
    .executeTakeFirst()
  return row !== undefined
}

/** Keeps a new one. Throws the refusal of a slug that is taken. */
export async function insertOffering(
  db: TxDb,
  offering: Omit<Offering, 'picture' | 'version' | 'updatedAt'>,
): Promise<void> {
  const at = new Date(offering.createdAt)
  await db
    .insertInto('offerings')
    .values({
      id: offering.id,
      person_id: offering.personId,
      ...columnsOf(offering, offering),
      is_on: offering.isOn,
      position: offering.position,
      version: 1,
      created_at: at,
      updated_at: at,
    })
    .execute()
    .catch(refuseTakenSlug)
}

/** Keeps what was decided anew. Throws the refusal of a slug that is taken. */
export async function updateOffering(
  db: TxDb,
  offeringId: string,
  change: { terms: Terms; token: Token; now: Instant },
): Promise<void> {
  await db
    .updateTable('offerings')
    .set({ ...columnsOf(change.terms, change.token), ...raised(change.now) })
    .where('id', '=', offeringId)
    .execute()
    .catch(refuseTakenSlug)
}

/** Turns it on or off. */
export async function updateOn(db: TxDb, offeringId: string, isOn: boolean, now: Instant): Promise<void> {
  await db
    .updateTable('offerings')
    .set({ is_on: isOn, ...raised(now) })
    .where('id', '=', offeringId)
    .execute()
}

/** Gives a link-only one another key. */
export async function updateToken(
  db: TxDb,
  offeringId: string,
  { tokenHash, tokenSealed }: Token,
  now: Instant,
): Promise<void> {
  await db
    .updateTable('offerings')
    .set({ token_hash: tokenHash, token_sealed: tokenSealed, ...raised(now) })
    .where('id', '=', offeringId)
    .execute()
}

/** Makes it another version, where what changed is not in its row. */
export async function raiseVersion(db: TxDb, offeringId: string, now: Instant): Promise<void> {
  await db.updateTable('offerings').set(raised(now)).where('id', '=', offeringId).execute()
}

/** Puts somebody's offerings in this order. */
export async function updateOrder(db: TxDb, personId: string, offeringIds: readonly string[]): Promise<void> {
  for (const [position, id] of offeringIds.entries()) {
    await db
      .updateTable('offerings')
      .set({ position })
      .where('id', '=', id)
      .where('person_id', '=', personId)
      .execute()
  }
}

/** Takes it away, with its picture; what was booked by it stays. */
export async function removeOfferingRow(db: TxDb, offeringId: string, now: Instant): Promise<void> {
  await db.deleteFrom('offering_pictures').where('offering_id', '=', offeringId).execute()
  await db
    .updateTable('offerings')
    .set({ removed_at: new Date(now), is_on: false, ...raised(now) })
    .where('id', '=', offeringId)
    .execute()
}

function selectOfferings(db: Db) {
  return db
    .selectFrom('offerings')
    .leftJoin('offering_pictures', 'offering_pictures.offering_id', 'offerings.id')
    .selectAll('offerings')
    .select([
      'offering_pictures.name as picture_name',
      'offering_pictures.width as picture_width',
      'offering_pictures.height as picture_height',
    ])
    .where('removed_at', 'is', null)
}

function columnsOf(terms: Terms, { tokenHash, tokenSealed }: Token) {
  return {
    slug: terms.slug,
    title: terms.title,
    description: terms.description,
    durations: [...terms.durations],
    price_minor: terms.price?.minor ?? null,
    currency: terms.price?.currency ?? null,
    questions: JSON.stringify(terms.questions),
    schedule_id: terms.scheduleId,
    minimum_notice_minutes: terms.minimumNoticeMinutes,
    audience: terms.audience,
    requires_yes: terms.answerWithinMinutes !== null,
    answer_within_minutes: terms.answerWithinMinutes,
    token_hash: tokenHash,
    token_sealed: tokenSealed,
  }
}

function raised(now: Instant) {
  return { version: sql<number>`version + 1`, updated_at: new Date(now) }
}

function refuseTakenSlug(error: unknown): never {
  throw violates(error, 'offerings_slug') ? slugTaken() : error
}

function one(row: Row | undefined): Offering | null {
  return row ? readRow(row) : null
}

function readRow(row: Row): Offering {
  const { price_minor: minor, currency, picture_name: name } = row
  return {
    id: row.id,
    personId: row.person_id,
    slug: row.slug,
    title: row.title,
    description: row.description,
    durations: row.durations,
    price: minor === null || currency === null ? null : { minor, currency },
    questions: row.questions as Offering['questions'],
    scheduleId: row.schedule_id,
    minimumNoticeMinutes: row.minimum_notice_minutes,
    audience: row.audience as Offering['audience'],
    answerWithinMinutes: row.answer_within_minutes,
    isOn: row.is_on,
    tokenHash: row.token_hash,
    tokenSealed: row.token_sealed,
    picture: name === null ? null : { name, width: row.picture_width ?? 0, height: row.picture_height ?? 0 },
    position: row.position,
    version: row.version,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
  }
}
