import { type Handler, handle } from '#platform/http.ts'
import { presentEvent } from '#platform/streams.ts'

import { deleteMessage } from './actions/delete-message.ts'
import { editMessage } from './actions/edit-message.ts'
import { handOverRoom } from './actions/hand-over-room.ts'
import { leaveRoom } from './actions/leave-room.ts'
import { listEntries, showNewEntry } from './actions/list-entries.ts'
import { listMessages } from './actions/list-messages.ts'
import { listRooms } from './actions/list-rooms.ts'
import { listStreamEvents } from './actions/list-stream-events.ts'
import { makeEntryLink } from './actions/make-entry-link.ts'
import { makeRoom } from './actions/make-room.ts'
import { markRead } from './actions/mark-read.ts'
import { readEntry } from './actions/read-entry.ts'
import { readMessageSettings } from './actions/read-message-settings.ts'
import { readRoom } from './actions/read-room.ts'
import { removeMember } from './actions/remove-member.ts'
import { renameRoom } from './actions/rename-room.ts'
import { revokeEntry } from './actions/revoke-entry.ts'
import { saveMessageSettings } from './actions/save-message-settings.ts'
import { sendEntryMail } from './actions/send-entry-mail.ts'
import { sendMessage } from './actions/send-message.ts'
import { useEntry } from './actions/use-entry.ts'
import * as contract from './contract.ts'

const done = { done: true } as const

/** What a browser may ask of rooms, entries and streams. */
export const routes: readonly Handler[] = [
  handle(contract.listRooms, async ({ app, caller }) => {
    const { rooms, heads } = await listRooms(app, caller)
    return { rooms: [...rooms], heads: { ...heads } }
  }),
  handle(contract.makeRoom, ({ app, caller, body }) => makeRoom(app, caller, body)),
  handle(contract.readRoom, async ({ app, caller, params }) => {
    const { members, messages, ...room } = await readRoom(app, caller, params.roomId)
    return { ...room, members: [...members], messages: [...messages] }
  }),
  handle(contract.listMessages, ({ app, caller, params, query }) =>
    listMessages(app, caller, { ...params, ...query }),
  ),
  handle(contract.sendMessage, ({ app, caller, params, body }) =>
    sendMessage(app, caller, { ...params, ...body }),
  ),
  handle(contract.editMessage, async ({ app, caller, params, body }) => ({
    message: await editMessage(app, caller, { ...params, ...body }),
  })),
  handle(contract.deleteMessage, async ({ app, caller, params }) => ({
    message: await deleteMessage(app, caller, params),
  })),
  handle(contract.markRead, ({ app, caller, params, body }) => markRead(app, caller, { ...params, ...body })),
  handle(contract.readMessageSettings, ({ app, caller, params }) =>
    readMessageSettings(app, caller, params.roomId),
  ),
  handle(contract.saveMessageSettings, async ({ app, caller, params, body }) => {
    await saveMessageSettings(app, caller, params.roomId, body)
    return await readMessageSettings(app, caller, params.roomId)
  }),
  handle(contract.renameRoom, async ({ app, caller, params, body }) => {
    await renameRoom(app, caller, { ...params, ...body })
    return done
  }),
  handle(contract.removeMember, async ({ app, caller, params }) => {
    await removeMember(app, caller, params)
    return done
  }),
  handle(contract.handOverRoom, async ({ app, caller, params, body }) => {
    await handOverRoom(app, caller, { ...params, ...body })
    return done
  }),
  handle(contract.leaveRoom, async ({ app, caller, params }) => {
    await leaveRoom(app, caller, params)
    return done
  }),
  handle(contract.listEntries, async ({ app, caller, params }) => ({
    entries: await listEntries(app, caller, params.roomId),
  })),
  handle(contract.makeEntryLink, async ({ app, caller, params }) => {
    const entry = await makeEntryLink(app, caller, params)
    return { entry: await showNewEntry(app, caller, entry) }
  }),
  handle(contract.sendEntryMail, async ({ app, caller, params, body }) => {
    const entry = await sendEntryMail(app, caller, { ...params, ...body })
    return { entry: await showNewEntry(app, caller, entry) }
  }),
  handle(contract.revokeEntry, async ({ app, caller, params }) => {
    await revokeEntry(app, caller, params)
    return done
  }),
  handle(contract.readEntry, ({ app, caller, params }) => readEntry(app, caller, params.token)),
  handle(contract.useEntry, ({ app, caller, params }) => useEntry(app, caller, params)),
  handle(contract.listStreamEvents, async ({ app, caller, params, query }) => {
    const { events, head } = await listStreamEvents(app, caller, { ...params, ...query })
    return { events: events.map(presentEvent), head }
  }),
]
