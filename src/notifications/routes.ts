import { describeDevice } from '#accounts'
import { handle, type Handler } from '#platform/http.ts'
import { countUnsent, listUnsent, listUnsentTo, sayTrouble, type Unsent } from '#platform/unsent.ts'
import { toIso } from '#time/instant.ts'

import { addDevice } from './actions/add-device.ts'
import { dropUnsent } from './actions/drop-unsent.ts'
import { listNotices } from './actions/list-notices.ts'
import { markNoticesRead } from './actions/mark-notices-read.ts'
import { removeDevice } from './actions/remove-device.ts'
import { readSettings } from './actions/read-settings.ts'
import { readStop } from './actions/read-stop.ts'
import { saveSettings } from './actions/save-settings.ts'
import { stopMails } from './actions/stop-mails.ts'
import { tryAgain } from './actions/try-again.ts'
import * as contract from './contract.ts'
import { listDevices } from './store/devices.ts'

const done = { done: true } as const

/** Every address of notifications. */
export const routes: readonly Handler[] = [
  handle(contract.listNotices, async ({ app, caller }) => {
    const { notices, unread } = await listNotices(app, caller)
    return { notices: notices.map(contract.presentNotice), unread }
  }),
  handle(contract.markNoticesRead, async ({ app, caller, body }) => {
    await markNoticesRead(app, caller, body)
    return done
  }),
  handle(contract.listDevices, async ({ app, caller }) => {
    const devices = await listDevices(app.db, caller.personId, app.now())
    return {
      publicKey: app.push.publicKey,
      devices: devices.map((device) => contract.presentDevice(device, caller.sessionId)),
    }
  }),
  handle(contract.addDevice, async ({ app, caller, body, request }) => {
    const name = describeDevice(request.headers['user-agent'] ?? '')
    const device = await addDevice(app, caller, { name, target: body })
    return { device: contract.presentDevice(device, caller.sessionId) }
  }),
  handle(contract.removeDevice, async ({ app, caller, params }) => {
    await removeDevice(app, caller, params.deviceId)
    return done
  }),
  handle(contract.readSettings, async ({ app, caller }) =>
    contract.presentSettings(await readSettings(app, caller)),
  ),
  handle(contract.saveSettings, async ({ app, caller, body }) => {
    await saveSettings(app, caller, body)
    return contract.presentSettings(await readSettings(app, caller))
  }),
  handle(contract.readMailStop, async ({ app, params }) => {
    const { kind, roomId } = await readStop(app, params.token)
    return { kind, roomId }
  }),
  handle(contract.stopMails, async ({ app, params }) => {
    const { kind, roomId } = await stopMails(app, params.token)
    return { kind, roomId }
  }),
  handle(contract.listOwnUnsent, async ({ app, caller }) => ({
    unsent: (await listUnsentTo(app, caller.personId)).map((one) => ({
      ...presentUnsent(one),
      title: one.title,
    })),
  })),
  handle(contract.sendOwnAgain, async ({ app, caller, params }) => {
    await tryAgain(app, caller, { ...params, isOwn: true })
    return done
  }),
  handle(contract.listUnsent, async ({ app }) => {
    const [counts, unsent] = [await countUnsent(app.db), await listUnsent(app.db)]
    return {
      counts: counts.map((one) => ({ ...one, oldest: toIso(one.oldest) })),
      unsent: unsent.map((one) => ({ ...presentUnsent(one), cause: one.cause })),
    }
  }),
  handle(contract.sendAgain, async ({ app, caller, params }) => {
    await tryAgain(app, caller, { ...params, isOwn: false })
    return done
  }),
  handle(contract.dropUnsent, async ({ app, caller, params }) => {
    await dropUnsent(app, caller, params.unsentId)
    return done
  }),
]

function presentUnsent({ id, channel, state, since, nextAt, attempts, ...one }: Unsent) {
  const trouble = sayTrouble({ channel, lastError: one.lastError })
  return { id, channel, state, since: toIso(since), nextAt: toIso(nextAt), attempts, trouble }
}
