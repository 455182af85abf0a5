import { type Db, instant, type TxDb } from '#platform/database.ts'
import { type Instant, instantOf, toIso } from '#time/instant.ts'

import type { Agreement, AgreementToAsk, Moment, Named, Part } from '../agreement.ts'

/** Keeps what an invite asks of the people named on it. The invite's row guards everything here. */
export async function insertAgreement(db: TxDb, inviteId: string, wanted: AgreementToAsk): Promise<void> {
  await db
    .insertInto('agreements')
    .values({ invite_id: inviteId, answer_by: new Date(wanted.answerBy) })
    .execute()
  for (const { personId, part } of wanted.people) await addNamed(db, inviteId, personId, part)
}

/** Names one more person; nothing when they are. Answers whether they were added. */
export async function addNamed(db: TxDb, inviteId: string, personId: string, part: Part): Promise<boolean> {
  const row = await db
    .insertInto('agreement_people')
    .values({ invite_id: inviteId, person_id: personId, part, marks: '[]' })
    .onConflict((conflict) => conflict.doNothing())
    .returning('person_id')
    .executeTakeFirst()
  return row !== undefined
}

/** Drops one person; answers whether they were named. */
export async function dropNamed(db: TxDb, inviteId: string, personId: string): Promise<boolean> {
  const row = await db
    .deleteFrom('agreement_people')
    .where('invite_id', '=', inviteId)
    .where('person_id', '=', personId)
    .returning('person_id')
    .executeTakeFirst()
  return row !== undefined
}

/** Keeps one person's answer. */
export async function saveMarks(
  db: TxDb,
  inviteId: string,
  personId: string,
  marks: readonly Instant[],
  answeredAt: Instant,
): Promise<void> {
  await db
    .updateTable('agreement_people')
    .set({ marks: JSON.stringify(marks.map(toIso)), answered_at: new Date(answeredAt) })
    .where('invite_id', '=', inviteId)
    .where('person_id', '=', personId)
    .executeTakeFirstOrThrow()
}

/** Asks everybody anew, because the offer has changed; what they marked stays as a proposal. */
export async function clearAnswers(db: TxDb, inviteId: string): Promise<void> {
  await db
    .updateTable('agreement_people')
    .set({ answered_at: null })
    .where('invite_id', '=', inviteId)
    .execute()
}

/** Keeps another deadline. */
export async function saveDeadline(db: TxDb, inviteId: string, answerBy: Instant): Promise<void> {
  await db
    .updateTable('agreements')
    .set({ answer_by: new Date(answerBy) })
    .where('invite_id', '=', inviteId)
    .executeTakeFirstOrThrow()
}

/** Keeps how it stands, and when that is looked at again; null when only a change of it is a reason to. */
export async function saveStanding(
  db: TxDb,
  inviteId: string,
  { settleAt, isStuck }: { settleAt: Instant | null; isStuck?: boolean },
): Promise<void> {
  await db
    .updateTable('agreements')
    .set({
      settle_at: settleAt === null ? null : new Date(settleAt),
      ...(isStuck !== undefined && { is_stuck: isStuck }),
    })
    .where('invite_id', '=', inviteId)
    .execute()
}

/** What is asked on an invite, or null where the first to confirm books. */
export async function findAgreement(db: Db, inviteId: string): Promise<Agreement | null> {
  const row = await db
    .selectFrom('agreements')
    .selectAll()
    .where('invite_id', '=', inviteId)
    .executeTakeFirst()
  if (!row) return null
  const people = await db
    .selectFrom('agreement_people')
    .selectAll()
    .where('invite_id', '=', inviteId)
    .orderBy('part', 'desc')
    .orderBy('person_id')
    .execute()
  return {
    inviteId,
    answerBy: row.answer_by,
    isStuck: row.is_stuck,
    people: people.map(readNamed),
  }
}

function readNamed(row: {
  person_id: string
  part: string
  marks: unknown
  answered_at: Instant | null
}): Named {
  return {
    personId: row.person_id,
    part: row.part as Part,
    marks: (row.marks as string[]).map(instantOf),
    answeredAt: row.answered_at,
  }
}

/** What one person marked on every invite that asked them, by invite. */
export async function listAnswersOf(db: Db, personId: string): Promise<(Named & { inviteId: string })[]> {
  const rows = await db
    .selectFrom('agreement_people')
    .selectAll()
    .where('person_id', '=', personId)
    .orderBy('invite_id', 'desc')
    .execute()
  return rows.map((row) => ({ inviteId: row.invite_id, ...readNamed(row) }))
}

/** Open invites of a room on which people must agree, expired ones included. */
export async function listOpenAgreementIds(db: Db, roomId: string): Promise<string[]> {
  const rows = await db
    .selectFrom('agreements')
    .innerJoin('invites', 'invites.id', 'agreements.invite_id')
    .select('invites.id')
    .where('invites.room_id', '=', roomId)
    .where('invites.status', '=', 'open')
    .orderBy('invites.id')
    .execute()
  return rows.map((row) => row.id)
}

/** Agreements that are to be looked at, the longest waiting first. */
export async function listToSettle(db: Db, now: Instant, limit: number): Promise<string[]> {
  const rows = await db
    .selectFrom('agreements')
    .select('invite_id')
    .where('settle_at', '<=', instant(now))
    .orderBy('settle_at')
    .limit(limit)
    .execute()
  return rows.map((row) => row.invite_id)
}

/** Sets when something is due about an agreement; what was due before is forgotten. */
export async function replaceMoments(db: TxDb, inviteId: string, moments: readonly Moment[]): Promise<void> {
  await db.deleteFrom('agreement_moments').where('invite_id', '=', inviteId).execute()
  await db
    .insertInto('agreement_moments')
    .values(moments.map(({ kind, at }) => ({ invite_id: inviteId, kind, next_at: new Date(at) })))
    .execute()
}

/** Agreements about which something is due. */
export async function listWithDueMoments(db: Db, now: Instant, limit: number): Promise<string[]> {
  const rows = await db
    .selectFrom('agreement_moments')
    .select('invite_id')
    .distinct()
    .where('next_at', '<=', instant(now))
    .where('done_at', 'is', null)
    .orderBy('invite_id')
    .limit(limit)
    .execute()
  return rows.map((row) => row.invite_id)
}

/** Takes what is due about one agreement, for ever, ascending: under the invite's lock each is taken once. */
export async function takeDueMoments(db: TxDb, inviteId: string, now: Instant): Promise<Moment[]> {
  const rows = await db
    .updateTable('agreement_moments')
    .set({ done_at: new Date(now) })
    .where('invite_id', '=', inviteId)
    .where('next_at', '<=', instant(now))
    .where('done_at', 'is', null)
    .returning(['kind', 'next_at'])
    .execute()
  return rows
    .map((row): Moment => ({ kind: row.kind as Moment['kind'], at: row.next_at }))
    .toSorted((one, other) => one.at - other.at)
}
