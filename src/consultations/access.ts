import * as accounts from '#accounts'
import * as rooms from '#rooms'
import type { Db, TxDb } from '#platform/database.ts'
import { hashToken } from '#platform/ids.ts'
import { missing } from '#platform/refusal.ts'

import { isPlace, maySee, type Offering, type Reader, refuseBooker } from './offering.ts'
import { findOffering, findOfferingByKey, findOfferingBySlug, takeOffering } from './store/offerings.ts'

/** Who asks for an offering: nobody signed in has no id; `key` is what stands in a link-only link. */
export type Asker = { personId: string | null; key?: string | undefined }

/** One's own offering. Throws missing() for others. */
export async function accessOwnOffering(db: Db, offeringId: string, personId: string): Promise<Offering> {
  return ownOnly(await findOffering(db, offeringId), personId)
}

/** As `accessOwnOffering`, with its row locked until the end of the change. */
export async function lockOwnOffering(db: TxDb, offeringId: string, personId: string): Promise<Offering> {
  return ownOnly(await takeOffering(db, offeringId), personId)
}

/**
 * The offering for whoever may see it: its offerer, and while it is on whom it is for. Throws missing() for others, and for
 * everybody while its offerer has asked to be erased.
 */
export async function accessOffering(db: Db, offeringId: string, asker: Asker): Promise<Offering> {
  return seenOnly(db, await findOffering(db, offeringId), asker)
}

/** The same by the place in its address: the slug, however it is spelt, or of a link-only one its key. */
export async function accessOfferingAt(
  db: Db,
  at: { offererId: string; place: string; personId: string | null },
): Promise<Offering> {
  if (!isPlace(at.place)) throw missing()
  const bySlug = await findOfferingBySlug(db, at.offererId, at.place.toLowerCase())
  // What is for those who have the link has no other address; its offerer finds it by its name as well.
  if (bySlug && (bySlug.audience !== 'link_only' || at.personId === at.offererId))
    return seenOnly(db, bySlug, at)
  const byKey = await findOfferingByKey(db, hashToken(at.place))
  if (byKey?.personId !== at.offererId) throw missing()
  return seenOnly(db, byKey, { personId: at.personId, key: at.place })
}

/** The offering for who may book it: as `accessOffering`, but nobody books themselves (403). */
export async function accessBookable(db: Db, offeringId: string, asker: Asker): Promise<Offering> {
  return bookableOnly(db, await findOffering(db, offeringId), asker)
}

/** As `accessBookable`, with its row locked until the end of the change. */
export async function lockBookable(db: TxDb, offeringId: string, asker: Asker): Promise<Offering> {
  return bookableOnly(db, await takeOffering(db, offeringId), asker)
}

function ownOnly(offering: Offering | null, personId: string): Offering {
  if (offering?.personId !== personId) throw missing()
  return offering
}

async function seenOnly(db: Db, offering: Offering | null, asker: Asker): Promise<Offering> {
  const seen = await hereOnly(db, offering)
  if (!maySee(seen, await readerOf(db, seen, asker))) throw missing()
  return seen
}

async function bookableOnly(db: Db, offering: Offering | null, asker: Asker): Promise<Offering> {
  const seen = await hereOnly(db, offering)
  refuseBooker(seen, await readerOf(db, seen, asker))
  return seen
}

// Who has asked to be erased is signed out everywhere; whoever signs in again has undone it.
async function hereOnly(db: Db, offering: Offering | null): Promise<Offering> {
  if (!offering || (await accounts.isLeaving(db, offering.personId))) throw missing()
  return offering
}

async function readerOf(db: Db, offering: Offering, { personId, key }: Asker): Promise<Reader> {
  const asksRooms = offering.audience === 'shares_room' && personId !== null
  return {
    personId,
    keyHash: key === undefined ? null : hashToken(key),
    sharesRoom: asksRooms && (await rooms.shareRoom(db, offering.personId, personId)),
  }
}
