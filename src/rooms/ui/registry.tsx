import { type ComponentType, createContext, type ReactNode, useContext } from 'react'

import type { Message } from '../contract/message.ts'
import type { Member } from '../contract/room.ts'
import type { RoomState } from '../room.ts'

/** A card in the stream, about the thing with this id; its present state is read from there. */
export type CardProps = { id: string; roomId: string; message: Message }

/** A line the room says; `detail` is the system message's own. */
export type SystemLineProps = { message: Message; detail: Record<string, unknown>; roomId: string }

/** A button of the room's header. */
export type RoomToolProps = { room: RoomState['room']; members: readonly Member[] }

/** What later modules put into rooms. Filled by the web shell, so that rooms know none of them. */
export type RoomRegistry = {
  /** By the card's kind. */
  cards: Record<string, ComponentType<CardProps>>
  /** By the `type` of the system message's detail. What is not here is said by its plain sentence. */
  systemLines: Record<string, ComponentType<SystemLineProps>>
  roomTools: readonly ComponentType<RoomToolProps>[]
}

const RegistryContext = createContext<RoomRegistry>({ cards: {}, systemLines: {}, roomTools: [] })

/** Hands what later modules bring to every room below it. */
export function RoomRegistryProvider({ value, children }: { value: RoomRegistry; children: ReactNode }) {
  return <RegistryContext value={value}>{children}</RegistryContext>
}

/** What stands in rooms beside messages. */
export function useRoomRegistry(): RoomRegistry {
  return useContext(RegistryContext)
}
