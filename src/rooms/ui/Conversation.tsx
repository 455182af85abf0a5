import { ArrowDown } from 'lucide-react'
import { useLocation } from '@tanstack/react-router'
import { useMemo, useRef } from 'react'

import { Button } from '#kit/Button.tsx'
import { classes } from '#kit/classes.ts'
import { DaySeparator } from '#kit/DaySeparator.tsx'
import { EmptyState } from '#kit/EmptyState.tsx'
import { usePreferences } from '#kit/preferences.tsx'
import { Spinner } from '#kit/Spinner.tsx'
import { useNow } from '#kit/use-now.ts'
import { instantOf } from '#time/instant.ts'
import { dateAt } from '#time/zone.ts'

import type { Message } from '../contract/message.ts'
import { groupByDay, type MessageGroup } from '../conversation.ts'
import type { RoomState } from '../room.ts'
import type { Outbox, OutboxItem } from './outbox.ts'
import { PersonMessages } from './PersonMessages.tsx'
import { useRoomRegistry } from './registry.tsx'
import { sayConversationDay } from './said-times.ts'
import { useAnnouncedMessages } from './use-announced-messages.ts'
import { useKeptFocus } from './use-kept-focus.ts'
import { useReading } from './use-reading.ts'
import { useStickyScroll } from './use-sticky-scroll.ts'
import { WaitingMessages } from './WaitingMessages.tsx'

type Props = {
  state: RoomState
  personId: string
  outbox: Outbox
  waiting: readonly OutboxItem[]
  /** The message whose text is being changed in place. */
  editedId: string | null
  onEdit: (messageId: string | null) => void
  loadEarlier: () => void
  isLoadingEarlier: boolean
  /** Opens the ways to bring others in. */
  onBringIn: () => void
}

/** What is said in a room, by days, with the reader's own unsent messages at its end. */
export function Conversation(props: Props) {
  const { state, personId, outbox, waiting, editedId, onEdit, loadEarlier, isLoadingEarlier, onBringIn } =
    props
  const { messages, hasEarlier, room } = state
  const content = useRef<HTMLDivElement>(null)
  const unsent = useMemo(() => withoutArrived(waiting, messages, personId), [waiting, messages, personId])
  const { scroller, isAtEnd, toEnd } = useStickyScroll({
    content,
    messages,
    waiting: unsent,
    loadEarlier,
    targetId: useLocation({ select: ({ hash }) => hash }),
  })
  const unreadLineAt = useReading({ state, personId, isAtEnd })
  useAnnouncedMessages(messages, personId)
  useKeptFocus(scroller)
  const isEmpty = messages.length === 0 && unsent.length === 0

  return (
    <div className="relative min-h-0 flex-1">
      <div
        ref={scroller}
        role="log"
        aria-label={`Conversation in ${room.name}`}
        aria-live="off"
        // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what scrolls must be reachable by keyboard
        tabIndex={0}
        className="h-full overflow-y-auto overscroll-contain px-6 -outline-offset-2 narrow:px-4"
      >
        <div
          ref={content}
          className={classes(
            'mx-auto flex min-h-full max-w-[46rem] flex-col pb-4',
            isEmpty ? 'justify-center' : 'justify-end',
          )}
        >
          {isLoadingEarlier && <Earlier />}
          {!hasEarlier && !isEmpty && (
            <p className="pt-6 text-center text-sm text-muted">{room.name} begins here</p>
          )}
          {isEmpty && <NothingYet isAlone={state.members.length === 1} onBringIn={onBringIn} />}
          <Days
            messages={messages}
            unreadLineAt={unreadLineAt}
            roomId={room.id}
            personId={personId}
            editedId={editedId}
            onEdit={onEdit}
          />
          <WaitingMessages items={unsent} outbox={outbox} />
        </div>
      </div>
      {!isAtEnd && (
        <div className="pointer-events-none absolute inset-x-0 bottom-3 flex justify-center">
          <Button
            size="small"
            icon={ArrowDown}
            onPress={toEnd}
            className="pointer-events-auto rounded-full shadow-float"
          >
            {unreadLineAt === undefined ? 'Latest messages' : 'New messages'}
          </Button>
        </div>
      )}
    </div>
  )
}

type DaysProps = {
  messages: readonly Message[]
  unreadLineAt: number | undefined
  roomId: string
  personId: string
  editedId: string | null
  onEdit: (messageId: string | null) => void
}

function Days({ messages, unreadLineAt, ...shared }: DaysProps) {
  const preferences = usePreferences()
  const now = useNow()
  const { timeZone } = preferences
  const days = useMemo(
    () => groupByDay(messages, (at) => dateAt(timeZone, at), unreadLineAt),
    [messages, timeZone, unreadLineAt],
  )
  return days.map(({ date, groups }) => (
    <section key={date} aria-label={sayConversationDay(timeOf(groups), now, preferences)}>
      <DaySeparator date={date}>{sayConversationDay(timeOf(groups), now, preferences)}</DaySeparator>
      {groups.map((group) => (
        <div key={group.key}>
          {group.messages[0]?.seq === unreadLineAt && <UnreadLine />}
          <Group group={group} {...shared} />
        </div>
      ))}
    </section>
  ))
}

type GroupProps = { group: MessageGroup } & Omit<DaysProps, 'messages' | 'unreadLineAt'>

function Group({ group, roomId, personId, editedId, onEdit }: GroupProps) {
  const { cards, systemLines } = useRoomRegistry()
  const [message] = group.messages
  if (!message) return null
  if (message.kind === 'text') {
    return (
      <PersonMessages group={group} roomId={roomId} personId={personId} editedId={editedId} onEdit={onEdit} />
    )
  }
  const Card = message.card && cards[message.card.kind]
  if (message.card && Card) {
    return (
      <div
        // Where notices and mails lead to; a screen reader goes on from there.
        id={`${message.card.kind}-${message.card.id}`}
        tabIndex={-1}
        className="py-3 outline-none"
        data-message={message.seq}
      >
        <Card id={message.card.id} roomId={roomId} message={message} />
      </div>
    )
  }
  const Line = systemLines[String(message.detail?.type)]
  if (message.detail && Line) {
    return (
      <div className="py-2 text-center text-sm text-balance text-muted" data-message={message.seq}>
        <Line message={message} detail={message.detail} roomId={roomId} />
      </div>
    )
  }
  return (
    <p data-message={message.seq} className="py-2 text-center text-sm text-balance text-muted">
      {message.body}
    </p>
  )
}

function UnreadLine() {
  return (
    <div
      role="separator"
      data-unread-line
      className="flex items-center gap-3 py-2 text-sm font-medium text-time"
    >
      <span className="h-px flex-1 bg-time" />
      New
      <span className="h-px flex-1 bg-time" />
    </div>
  )
}

function Earlier() {
  return (
    <div className="flex justify-center py-4">
      <Spinner label="Loading earlier messages" size="small" />
    </div>
  )
}

function NothingYet({ isAlone, onBringIn }: { isAlone: boolean; onBringIn: () => void }) {
  if (!isAlone) return <EmptyState title="Nothing written yet">The first message is yours.</EmptyState>
  return (
    <EmptyState
      title="It is quiet here"
      action={
        <Button variant="primary" onPress={onBringIn}>
          Bring others in
        </Button>
      }
    >
      Bring in whoever you want to talk with, by a link or a mail.
    </EmptyState>
  )
}

// A message that arrived by its event is not shown a second time while its answer is on the way.
function withoutArrived(
  waiting: readonly OutboxItem[],
  messages: readonly Message[],
  personId: string,
): readonly OutboxItem[] {
  if (waiting.length === 0) return waiting
  const arrived = new Set(
    messages.flatMap(({ senderId, clientId }) => (senderId === personId && clientId ? [clientId] : [])),
  )
  return waiting.filter(({ clientId }) => !arrived.has(clientId))
}

function timeOf(groups: readonly MessageGroup[]): number {
  return instantOf(groups[0]?.messages[0]?.sentAt ?? '')
}
