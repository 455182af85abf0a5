import type { App } from '#platform/app.ts'
import type { Caller } from '#platform/http.ts'
import { newToken } from '#platform/ids.ts'
import { countWrite } from '#platform/rate-limits.ts'
import { invalidField } from '#platform/refusal.ts'
import { HOUR } from '#time/instant.ts'

import { lockOwnOffering } from '../access.ts'
import type { OwnOffering } from '../contract.ts'
import { cleanPicture } from '../picture.ts'
import { presentOwnOffering } from '../steps/present-own-offering.ts'
import { raiseVersion } from '../store/offerings.ts'
import { upsertPicture } from '../store/pictures.ts'

const picturesAnHour = { tries: 30, windowMs: HOUR }

/** Gives an offering a picture, judged by what is in it, under a name of its own. */
export async function savePicture(
  app: App,
  { personId }: Caller,
  offeringId: string,
  content: string,
): Promise<OwnOffering> {
  const picture = cleanPicture(Buffer.from(content, 'base64'))
  return app.transaction(async (tx) => {
    await countWrite(tx, `offering-picture|${personId}`, picturesAnHour)
    await lockOwnOffering(tx.db, offeringId, personId)
    if ('refused' in picture) throw invalidField('content', picture.refused)
    await upsertPicture(tx.db, offeringId, { ...picture, name: newToken() })
    await raiseVersion(tx.db, offeringId, tx.now)
    return presentOwnOffering(app, tx.db, { offeringId, personId })
  })
}
