import { useEffect, useRef } from 'react'

import { announce } from '#kit/announce.ts'

import type { Message } from '../contract/message.ts'
import { excerptOf } from '../conversation.ts'

/** Says new messages of others to those who hear the page; earlier pages and one's own are not news. */
export function useAnnouncedMessages(messages: readonly Message[], personId: string): void {
  const heardUpTo = useRef<number | undefined>(undefined)
  useEffect(() => {
    const latest = messages.at(-1)?.seq ?? 0
    const before = heardUpTo.current
    heardUpTo.current = Math.max(latest, before ?? 0)
    if (before === undefined) return
    const news = messages.filter((message) => message.seq > before && message.senderId !== personId)
    if (news.length > 0) announce(news.map(sayMessage).join('. '))
  }, [messages, personId])
}

function sayMessage(message: Message): string {
  const text = excerptOf(message)
  return message.kind === 'system' || !message.senderName ? text : `${message.senderName}: ${text}`
}
