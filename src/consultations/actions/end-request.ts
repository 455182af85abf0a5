import * as meetings from '#meetings'
import type { App } from '#platform/app.ts'
import type { Caller } from '#platform/http.ts'

import { endOf } from '../consultation.ts'
import { lockRequest, type Wish } from '../steps/lock-request.ts'

/** Says no to what was asked for, or takes back what one has asked for: its time is free again. While it is held. */
export async function endRequest(app: App, { personId }: Caller, wish: Wish): Promise<void> {
  await app.transaction(async (tx) => {
    const request = await lockRequest(tx, personId, wish, { step: 'release', kindFor: endOf })
    if (request)
      await meetings.releaseHold(tx, request.meeting, endOf(request.meeting, personId), request.cause)
  })
}
