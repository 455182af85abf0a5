import type { App } from '#platform/app.ts'
import { forgetDeliveries } from '#platform/deliveries.ts'
import { deleteOwnRows } from '#platform/personal.ts'
import { forgetTriesOf } from '#platform/rate-limits.ts'
import { forgetStream } from '#platform/streams.ts'

import { deleteErasure, erasePerson, takeErasure } from '../store/erasures.ts'
import { findPerson } from '../store/people.ts'

/** Erases the account itself, last of all: what is theirs alone, their name and address. The address is free again. */
export async function erasePersonal(app: App, personId: string): Promise<void> {
  await app.transaction(async (tx) => {
    await takeErasure(tx.db, personId)
    const person = await findPerson(tx.db, personId)
    if (!person) return
    await deleteOwnRows(tx.db, 'people', personId)
    await forgetDeliveries(tx.db, personId, person.email)
    await forgetTriesOf(tx.db, [person.email, personId])
    await forgetStream(tx.db, `u:${personId}`)
    await erasePerson(tx.db, personId, tx.now)
    await deleteErasure(tx.db, personId)
    await tx.audit({ action: 'account.erased', actorId: null, personId })
  })
}
