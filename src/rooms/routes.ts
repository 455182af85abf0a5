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
import * as entries from './contract/entry.ts'
import * as messages from './contract/message.ts'
import * as settings from './contract/message-settings.ts'
import * as rooms from './contract/room.ts'
import * as streams from './contract/stream.ts'

const done = { done: true } as const

/** What a browser may ask of rooms, entries and streams. */
export const routes: readonly Handler[] = [
  handle(rooms.listRooms, async ({ app, caller }) => {
    const list = await listRooms(app, caller)
    return { rooms: [...list.rooms], heads: { ...list.heads } }
  }),
  handle(rooms.makeRoom, ({ app, caller, body }) => makeRoom(app, caller, body)),
  handle(rooms.readRoom, async ({ app, caller, params }) => {
    const room = await readRoom(app, caller, params.roomId)
    return { ...room, members: [...room.members], messages: [...room.messages] }
  }),
  handle(messages.listMessages, ({ app, caller, params, query }) =>
    listMessages(app, caller, { ...params, ...query }),
  ),
  handle(messages.sendMessage, ({ app, caller, params, body }) =>
    sendMessage(app, caller, { ...params, ...body }),
  ),
  handle(messages.editMessage, async ({ app, caller, params, body }) => ({
    message: await editMessage(app, caller, { ...params, ...body }),
  })),
  handle(messages.deleteMessage, async ({ app, caller, params }) => ({
    message: await deleteMessage(app, caller, params),
  })),
  handle(messages.markRead, ({ app, caller, params, body }) => markRead(app, caller, { ...params, ...body })),
  handle(settings.readMessageSettings, ({ app, caller, params }) =>
    readMessageSettings(app, caller, params.roomId),
  ),
  handle(settings.saveMessageSettings, async ({ app, caller, params, body }) => {
    await saveMessageSettings(app, caller, params.roomId, body)
    return await readMessageSettings(app, caller, params.roomId)
  }),
  handle(rooms.renameRoom, async ({ app, caller, params, body }) => {
    await renameRoom(app, caller, { ...params, ...body })
    return done
  }),
  handle(rooms.removeMember, async ({ app, caller, params }) => {
    await removeMember(app, caller, params)
    return done
  }),
  handle(rooms.handOverRoom, async ({ app, caller, params, body }) => {
    await handOverRoom(app, caller, { ...params, ...body })
    return done
  }),
  handle(rooms.leaveRoom, async ({ app, caller, params }) => {
    await leaveRoom(app, caller, params)
    return done
  }),
  handle(entries.listEntries, async ({ app, caller, params }) => ({
    entries: await listEntries(app, caller, params.roomId),
  })),
  handle(entries.makeEntryLink, async ({ app, caller, params }) => {
    const entry = await makeEntryLink(app, caller, params)
    return { entry: await showNewEntry(app, caller, entry) }
  }),
  handle(entries.sendEntryMail, async ({ app, caller, params, body }) => {
    const entry = await sendEntryMail(app, caller, { ...params, ...body })
    return { entry: await showNewEntry(app, caller, entry) }
  }),
  handle(entries.revokeEntry, async ({ app, caller, params }) => {
    await revokeEntry(app, caller, params)
    return done
  }),
  handle(entries.readEntry, ({ app, caller, params }) => readEntry(app, caller, params.token)),
  handle(entries.useEntry, ({ app, caller, params }) => useEntry(app, caller, params)),
  handle(streams.listStreamEvents, async ({ app, caller, params, query }) => {
    const { events, head } = await listStreamEvents(app, caller, { ...params, ...query })
    return { events: events.map(presentEvent), head }
  }),
]
