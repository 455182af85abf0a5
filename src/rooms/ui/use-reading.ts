import { useEffect, useState, useSyncExternalStore } from 'react'

import { call } from '#kit/api.ts'

import { markRead } from '../contract/message.ts'
import { firstUnread } from '../conversation.ts'
import type { RoomState } from '../room.ts'

type Parts = { state: RoomState; personId: string; isAtEnd: boolean }

const settleMs = 250

/**
 * Marks the room as read while its end is in view of an attentive reader, and answers the number of the first message
 * that was new to them. That line stays while they read on, and moves only when they have been away.
 */
export function useReading({ state, personId, isAtEnd }: Parts): number | undefined {
  const { room, messages } = state
  const isAttentive = useSyncExternalStore(onAttention, isAttended)
  const isReading = isAttentive && isAtEnd
  const waitingSeq = firstUnread(messages, personId, room.readSeq)?.seq
  const [line, setLine] = useState(waitingSeq)

  const isNewLine = waitingSeq !== undefined && !isReading && (line === undefined || line <= room.readSeq)
  if (isNewLine && line !== waitingSeq) setLine(waitingSeq)
  const ownLatest = messages.at(-1)?.senderId === personId
  if (ownLatest && isReading && line !== undefined && waitingSeq === undefined) setLine(undefined)

  const latest = messages.at(-1)?.seq ?? 0
  useEffect(() => {
    if (!isReading || latest <= room.readSeq || waitingSeq === undefined) return
    const timer = setTimeout(() => void sayRead(room.id, latest), settleMs)
    return () => clearTimeout(timer)
  }, [isReading, latest, room.id, room.readSeq, waitingSeq])
  return line
}

// Not reached: the next message, or the next look at the room, says it again.
async function sayRead(roomId: string, seq: number): Promise<void> {
  await call(markRead, { params: { roomId }, body: { seq } }).catch(() => undefined)
}

function isAttended(): boolean {
  return document.visibilityState === 'visible' && document.hasFocus()
}

function onAttention(changed: () => void): () => void {
  document.addEventListener('visibilitychange', changed)
  addEventListener('focus', changed)
  addEventListener('blur', changed)
  return () => {
    document.removeEventListener('visibilitychange', changed)
    removeEventListener('focus', changed)
    removeEventListener('blur', changed)
  }
}
