import * as notifications from '#notifications'
import type { App, Tx } from '#platform/app.ts'
import type { Instant } from '#time/instant.ts'

import { excerptOf } from '../conversation.ts'
import { unreadMail, unreadTitle } from '../mails.ts'
import { listMentioned } from '../mention.ts'
import type { MessageRecord } from '../message.ts'
import { nameSenders } from '../steps/name-senders.ts'
import { listSaidAfter } from '../store/messages.ts'
import { readRoomName } from '../store/rooms.ts'
import { listReaders, saveNextLook, saveTold, takeDueRoom } from '../store/unread.ts'
import { lookAtUnread, unreadKey, type UnreadWord } from '../unread.ts'

type Room = { id: string; name: string }

/** Further back nobody is told; they find it in the room. */
const mostMessages = 100
/** Others wait for the next change, so that who writes in the room never waits long. */
const mostWordsAtOnce = 50
const mostQuoted = 10

/** Tells people of what they have not read by now, room by room. What is told, and that it was, is one change. */
export async function tellUnread(app: App): Promise<void> {
  while (await app.transaction(tellOneRoom)) {
    // One room after the other, each in a change of its own.
  }
}

async function tellOneRoom(tx: Tx): Promise<boolean> {
  const roomId = await takeDueRoom(tx.db, tx.now)
  if (roomId === undefined) return false
  const room = { id: roomId, name: await readRoomName(tx.db, roomId) }
  await saveNextLook(tx.db, roomId, await tellReaders(tx, room))
  return true
}

/** Tells what is due; answers when something will be next. */
async function tellReaders(tx: Tx, room: Room): Promise<Instant | null> {
  const readers = await listReaders(tx.db, room.id)
  if (readers.length === 0) return null
  const readByAll = Math.min(...readers.map(({ readSeq }) => readSeq))
  const said = await nameSenders(tx.db, await listSaidAfter(tx.db, room.id, readByAll, mostMessages))
  const messages = said.map(({ body, ...message }) => ({ ...message, mentionedIds: listMentioned(body) }))
  const { words, nextAt } = lookAtUnread({ messages, readers, isDirect: readers.length === 2 }, tx.now)
  const looks = nextAt === null ? [] : [nextAt]
  let told = 0
  for (const word of words) {
    // In quiet hours no mail is written: when they end, what was read by then is left out.
    const until = word.by === 'mail' ? await notifications.findWait(tx.db, word, 'mail', tx.now) : null
    if (until !== null) looks.push(until)
    else if (told === mostWordsAtOnce) return tx.now
    else {
      await tellWord(tx, room, word, said)
      told += 1
    }
  }
  return looks.length > 0 ? Math.min(...looks) : null
}

async function tellWord(tx: Tx, room: Room, word: UnreadWord, said: readonly MessageRecord[]): Promise<void> {
  const { personId, by, kind, messages } = word
  const seqs = new Set(messages.map(({ seq }) => seq))
  const unread = said.filter(({ seq }) => seqs.has(seq))
  const told =
    kind === 'mention' ? unread.find(({ body }) => listMentioned(body).includes(personId)) : unread.at(-1)
  const title = unreadTitle(word, told?.senderName ?? 'Somebody', room.name)
  const href = `/rooms/${room.id}`
  const quoted = unread.slice(0, mostQuoted)
  const wanted = await notifications.tell(tx, {
    personId,
    kind,
    key: unreadKey(room.id),
    subjectId: room.id,
    roomId: room.id,
    title,
    text: told ? `${told.senderName ?? 'Somebody'}: ${excerptOf(told)}` : '',
    href,
    ...(by === 'mail' && {
      byMailAlone: true,
      mail: unreadMail({
        title,
        messages: quoted.map((one) => ({ senderName: one.senderName ?? 'Somebody', text: excerptOf(one) })),
        more: unread.length - quoted.length,
        url: new URL(href, tx.app.config.publicUrl).href,
      }),
    }),
  })
  const seq = messages.at(-1)?.seq ?? 0
  const wasTold = by === 'prompt' || wanted.includes('mail')
  await saveTold(tx.db, { roomId: room.id, personId, by, seq, ...(wasTold && { at: tx.now }) })
}
