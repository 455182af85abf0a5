import type { Db, TxDb } from '#platform/database.ts'
import { instantOf, toIso } from '#time/instant.ts'

import type { CounterOffer } from '../counter-offer.ts'
import type { DurationMinutes } from '../invite.ts'

/** Keeps a counter-offer; false when this request id of its person was used before. */
export async function insertCounterOffer(db: TxDb, counter: CounterOffer): Promise<boolean> {
  const row = await db
    .insertInto('counter_offers')
    .values({
      id: counter.id,
      invite_id: counter.inviteId,
      person_id: counter.personId,
      starts: JSON.stringify(counter.starts.map(toIso)),
      duration_minutes: counter.durationMinutes,
      note: counter.note,
      request_id: counter.requestId,
      created_at: new Date(counter.createdAt),
    })
    .onConflict((conflict) => conflict.columns(['person_id', 'request_id']).doNothing())
    .returning('id')
    .executeTakeFirst()
  return row !== undefined
}

/** Marks what this person offered on this invite before as replaced; answers its id, if there was any. */
export async function replaceCounterOffer(
  db: TxDb,
  inviteId: string,
  personId: string,
): Promise<string | undefined> {
  const row = await db
    .updateTable('counter_offers')
    .set({ is_replaced: true })
    .where('invite_id', '=', inviteId)
    .where('person_id', '=', personId)
    .where('is_replaced', '=', false)
    .returning('id')
    .executeTakeFirst()
  return row?.id
}

/** The counter-offer, or null. */
export async function findCounterOffer(db: Db, id: string): Promise<CounterOffer | null> {
  const row = await selectCounterOffers(db).where('id', '=', id).executeTakeFirst()
  return row ? readCounterOffer(row) : null
}

/** Everything this person ever offered, the latest first. */
export async function listCounterOffersOf(db: Db, personId: string): Promise<CounterOffer[]> {
  const rows = await selectCounterOffers(db)
    .where('person_id', '=', personId)
    .orderBy('created_at', 'desc')
    .execute()
  return rows.map(readCounterOffer)
}

/** What this person offered under this request id, or null. */
export async function findCounterOfferByRequest(
  db: Db,
  personId: string,
  requestId: string,
): Promise<CounterOffer | null> {
  const row = await selectCounterOffers(db)
    .where('person_id', '=', personId)
    .where('request_id', '=', requestId)
    .executeTakeFirst()
  return row ? readCounterOffer(row) : null
}

function selectCounterOffers(db: Db) {
  return db.selectFrom('counter_offers').selectAll()
}

type CounterOfferRow = NonNullable<
  Awaited<ReturnType<ReturnType<typeof selectCounterOffers>['executeTakeFirst']>>
>

function readCounterOffer(row: CounterOfferRow): CounterOffer {
  return {
    id: row.id,
    inviteId: row.invite_id,
    personId: row.person_id,
    starts: (row.starts as string[]).map(instantOf),
    durationMinutes: row.duration_minutes as DurationMinutes,
    note: row.note,
    isReplaced: row.is_replaced,
    requestId: row.request_id,
    createdAt: row.created_at,
  }
}
