import { type RefObject, useCallback, useEffect, useLayoutEffect, useRef, useState } from 'react'

import type { Message } from '../contract/message.ts'
import type { OutboxItem } from './outbox.ts'

type Parts = {
  content: RefObject<HTMLDivElement | null>
  messages: readonly Message[]
  waiting: readonly OutboxItem[]
  loadEarlier: () => void
  /** The card that the address leads to; empty for none. */
  targetId: string
}

const nearEnd = 80
const nearStart = 400
// Further back a card is not looked for: who wants it scrolls.
const mostPagesSought = 10

/**
 * Keeps a conversation where its reader is: at the end while they are at the end, at the same message when earlier ones come in
 * above. Begins at the card that the address leads to, at the first unread message, else at the end. What one writes oneself
 * leads to the end.
 */
export function useStickyScroll({ content, messages, waiting, loadEarlier, targetId }: Parts) {
  const scroller = useRef<HTMLDivElement>(null)
  const [isAtEnd, setAtEnd] = useState(true)
  const sticks = useRef(true)
  const fromEnd = useRef(0)
  const height = useRef(0)
  const firstSeq = useRef<number | undefined>(undefined)
  const newestWaiting = useRef(waiting.at(-1)?.clientId)

  const remember = useCallback(() => {
    const box = scroller.current
    if (!box) return
    height.current = box.scrollHeight
    fromEnd.current = box.scrollHeight - box.scrollTop
    sticks.current = fromEnd.current - box.clientHeight < nearEnd
    setAtEnd(sticks.current)
  }, [])

  const toEnd = useCallback(() => {
    const box = scroller.current
    if (!box) return
    box.scrollTop = box.scrollHeight
    remember()
  }, [remember])

  // What came in above must not move what is being read.
  useLayoutEffect(() => {
    const box = scroller.current
    const first = messages[0]?.seq
    const before = firstSeq.current
    firstSeq.current = first
    if (!box || first === undefined) return
    if (before === undefined) beginAt(box)
    else if (first < before && !sticks.current) box.scrollTop = box.scrollHeight - fromEnd.current
    else if (sticks.current) box.scrollTop = box.scrollHeight
    remember()
  }, [messages, remember])

  const pagesToSeek = useRef(0)
  useLayoutEffect(() => {
    pagesToSeek.current = targetId === '' ? 0 : mostPagesSought
  }, [targetId])
  useLayoutEffect(() => {
    const box = scroller.current
    if (!box || pagesToSeek.current === 0) return
    const target = document.getElementById(targetId)
    pagesToSeek.current = target ? 0 : pagesToSeek.current - 1
    if (!target) return loadEarlier()
    showBelowTop(box, target)
    target.focus({ preventScroll: true })
    remember()
  }, [messages, targetId, loadEarlier, remember])

  useLayoutEffect(() => {
    const newest = waiting.at(-1)?.clientId
    if (newest !== undefined && newest !== newestWaiting.current) toEnd()
    newestWaiting.current = newest
  }, [waiting, toEnd])

  // Cards and late fonts grow; the window shrinks under a keyboard.
  useEffect(() => {
    const box = scroller.current
    if (!box || !content.current) return
    const observer = new ResizeObserver(() => {
      if (sticks.current) box.scrollTop = box.scrollHeight
      remember()
    })
    observer.observe(content.current)
    observer.observe(box)
    const onScroll = () => {
      // A card that has just grown is no scrolling away from the end; the observer is told of it next.
      if (sticks.current && box.scrollHeight !== height.current) return
      remember()
      if (box.scrollTop < nearStart) loadEarlier()
    }
    box.addEventListener('scroll', onScroll, { passive: true })
    onScroll()
    return () => {
      observer.disconnect()
      box.removeEventListener('scroll', onScroll)
    }
  }, [content, remember, loadEarlier])

  return { scroller, isAtEnd, toEnd }
}

function beginAt(box: HTMLDivElement): void {
  const line = box.querySelector('[data-unread-line]')
  if (!(line instanceof HTMLElement)) {
    box.scrollTop = box.scrollHeight
    return
  }
  showBelowTop(box, line)
}

function showBelowTop(box: HTMLElement, part: HTMLElement): void {
  const above = part.getBoundingClientRect().top - box.getBoundingClientRect().top
  box.scrollTop += above - box.clientHeight / 3
}
