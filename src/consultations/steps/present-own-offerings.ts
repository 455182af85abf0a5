import * as accounts from '#accounts'
import type { App } from '#platform/app.ts'
import type { Db } from '#platform/database.ts'

import { type OwnOffering, presentOwn } from '../contract.ts'
import { listOfferings } from '../store/offerings.ts'
import { addressFor } from './address-for.ts'

/** What a person offers, in their order, as it stands for `db`, and the handle under which they are found. */
export async function presentOwnOfferings(
  app: App,
  db: Db,
  personId: string,
): Promise<{ offerings: OwnOffering[]; handle: string | null }> {
  const handle = await accounts.findHandle(db, personId)
  const offerings = await listOfferings(db, personId)
  return { offerings: offerings.map((one) => presentOwn(one, addressFor(app, one, handle))), handle }
}
