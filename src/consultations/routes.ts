import type { FastifyReply, FastifyRequest } from 'fastify'

import * as meetings from '#meetings'
import { isKnown } from '#platform/etag.ts'
import { handle, type Handler } from '#platform/http.ts'
import { hashToken } from '#platform/ids.ts'
import { instantOf } from '#time/instant.ts'
import { sendAppPage, sendPage } from '#platform/pages.ts'
import { missing, Refusal } from '#platform/refusal.ts'

import { acceptRequest } from './actions/accept-request.ts'
import { bookConsultation } from './actions/book-consultation.ts'
import { changeOffering } from './actions/change-offering.ts'
import { endRequest } from './actions/end-request.ts'
import { listOfferingSlots } from './actions/list-offering-slots.ts'
import { listOwnOfferings } from './actions/list-own-offerings.ts'
import { makeOffering } from './actions/make-offering.ts'
import { orderOfferings } from './actions/order-offerings.ts'
import { readOfferer } from './actions/read-offerer.ts'
import { readConsultation } from './actions/read-consultation.ts'
import { readOffering } from './actions/read-offering.ts'
import { readOfferingPage } from './actions/read-offering-page.ts'
import { readOwnOffering } from './actions/read-own-offering.ts'
import { removeOffering } from './actions/remove-offering.ts'
import { removePicture } from './actions/remove-picture.ts'
import { renewOfferingLink } from './actions/renew-offering-link.ts'
import { savePicture } from './actions/save-picture.ts'
import { turnOffering } from './actions/turn-offering.ts'
import * as contract from './contract.ts'
import * as pages from './pages.ts'
import { findPicture } from './store/pictures.ts'

const finished = { done: true } as const

/** Every address of consultations. */
export const routes: readonly Handler[] = [
  handle(contract.listOwnOfferings, ({ app, caller }) => listOwnOfferings(app, caller)),
  handle(contract.makeOffering, async ({ app, caller, body }) => ({
    offering: await makeOffering(app, caller, body),
  })),
  handle(contract.orderOfferings, ({ app, caller, body }) => orderOfferings(app, caller, body.offeringIds)),
  handle(contract.readOwnOffering, async ({ app, caller, params }) => ({
    offering: await readOwnOffering(app, caller, params.offeringId),
  })),
  handle(contract.readOffering, async ({ app, caller, params }) => ({
    offering: await readOffering(app, caller, params),
  })),
  handle(contract.changeOffering, async ({ app, caller, params, body }) => ({
    offering: await changeOffering(app, caller, params.offeringId, body),
  })),
  handle(contract.removeOffering, async ({ app, caller, params }) => {
    await removeOffering(app, caller, params.offeringId)
    return finished
  }),
  handle(contract.turnOffering, async ({ app, caller, params, body }) => ({
    offering: await turnOffering(app, caller, params.offeringId, body.isOn),
  })),
  handle(contract.renewOfferingLink, async ({ app, caller, params }) => ({
    offering: await renewOfferingLink(app, caller, params.offeringId),
  })),
  handle(contract.savePicture, async ({ app, caller, params, body }) => ({
    offering: await savePicture(app, caller, params.offeringId, body.content),
  })),
  handle(contract.removePicture, async ({ app, caller, params }) => ({
    offering: await removePicture(app, caller, params.offeringId),
  })),
  handle(contract.readPicture, async ({ app, params, reply }) => {
    const picture = /^[\w-]{32}$/.test(params.token) ? await findPicture(app.db, params.token) : null
    if (!picture) throw missing()
    // Another picture has another name, so this one stays as it is for ever.
    reply
      .headers({
        'cache-control': 'public, max-age=31536000, immutable',
        'content-security-policy': `default-src 'none'; sandbox`,
        'content-disposition': 'inline',
      })
      .type(picture.mediaType)
      .send(picture.content)
    return ''
  }),
  handle(contract.listOfferingSlots, async ({ app, caller, params, query, request, reply }) => {
    const { from, to, ...asked } = query
    const range = [instantOf(from), instantOf(to)] as const
    const json = await listOfferingSlots(app, caller, { ...params, ...asked, range })
    const etag = `"${hashToken(json)}"`
    // Asked for again each time, and answered shortly while nothing has changed.
    reply.headers({ 'cache-control': 'private, no-cache', vary: 'cookie', etag })
    if (!isKnown(request.headers['if-none-match'], etag)) return { preparedJson: json }
    reply.code(304)
    return { preparedJson: '' }
  }),
  handle(contract.bookConsultation, async ({ app, caller, params, body }) => {
    const { startsAt, word = '', ...rest } = body
    const booking = { ...params, ...rest, word, startsAt: instantOf(startsAt) }
    const meetingId = await bookConsultation(app, caller, booking)
    return { meeting: await meetings.readMeeting(app, caller, { meetingId }) }
  }),
  handle(contract.readConsultation, async ({ app, caller, params }) => ({
    consultation: await readConsultation(app, caller, params),
  })),
  handle(contract.acceptRequest, async ({ app, caller, params, body }) => {
    await acceptRequest(app, caller, { ...params, ...body })
    return { meeting: await meetings.readMeeting(app, caller, params) }
  }),
  handle(contract.endRequest, async ({ app, caller, params, body }) => {
    await endRequest(app, caller, { ...params, ...body })
    return { meeting: await meetings.readMeeting(app, caller, params) }
  }),
  handle(contract.offeringPage, ({ app, caller, params, query, request, reply }) =>
    orNothingHere(request, reply, async () => {
      const { page, isListed } = await readOfferingPage(app, caller, params, query)
      return sendAppPage(request, reply, pages.offeringPage(page, { isListed }), { isListed })
    }),
  ),
  handle(contract.embeddedPage, ({ app, params, query, request, reply }) =>
    orNothingHere(request, reply, async () => {
      const { page } = await readOfferingPage(app, null, params, query)
      return sendPage(request, reply, pages.embeddedPage(page), { mayBeFramed: true })
    }),
  ),
  handle(contract.offererPage, ({ app, caller, params, request, reply }) =>
    orNothingHere(request, reply, async () => {
      const { offerer, offerings } = await readOfferer(app, caller, params.handle)
      const url = `${app.config.publicUrl.origin}/p/${offerer.handle}`
      return sendPage(request, reply, pages.offererPage(offerer, offerings, url), { isListed: true })
    }),
  ),
  handle(contract.strayPage, ({ request, reply }) =>
    orNothingHere(request, reply, () => {
      throw missing()
    }),
  ),
]

// For people, so a page; the same whatever the reason. A slash at the end is what people and programs add.
async function orNothingHere(
  request: FastifyRequest,
  reply: FastifyReply,
  send: () => Promise<string>,
): Promise<string> {
  const [, path, query = ''] = /^(\/p\/[^?]*[^/?])\/+(\?.*)?$/.exec(request.url) ?? []
  if (path !== undefined) {
    reply.redirect(path + query, 308)
    return ''
  }
  try {
    return await send()
  } catch (error) {
    if (!(error instanceof Refusal) || error.kind !== 'missing') throw error
    reply.code(404)
    return sendPage(request, reply, pages.nothingHerePage())
  }
}
