import type { FastifyReply, FastifyRequest } from 'fastify'

import { handle, type Handler } from '#platform/http.ts'
import { sendAppPage, sendPage } from '#platform/pages.ts'
import { missing, Refusal } from '#platform/refusal.ts'

import { changeOffering } from './actions/change-offering.ts'
import { listOwnOfferings } from './actions/list-own-offerings.ts'
import { makeOffering } from './actions/make-offering.ts'
import { orderOfferings } from './actions/order-offerings.ts'
import { readOfferer } from './actions/read-offerer.ts'
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
]

// For people, so a page; the same whatever the reason.
async function orNothingHere(
  request: FastifyRequest,
  reply: FastifyReply,
  send: () => Promise<string>,
): Promise<string> {
  try {
    return await send()
  } catch (error) {
    if (!(error instanceof Refusal) || error.kind !== 'missing') throw error
    reply.code(404)
    return sendPage(request, reply, pages.nothingHerePage())
  }
}
