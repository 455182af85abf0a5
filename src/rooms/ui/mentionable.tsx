import { createContext, type ReactNode, useContext, useMemo } from 'react'

import type { Member } from '../contract/room.ts'
import { type Mentionable, tellApart } from '../mention.ts'

type Room = { members: readonly Mentionable[]; readerId: string }

const nobody: Room = { members: [], readerId: '' }
const MentionableContext = createContext<Room>(nobody)

type ProviderProps = { members: readonly Member[]; readerId: string; children: ReactNode }

/** Hands who can be mentioned to everything of a room that is written or read. */
export function MentionableProvider({ members, readerId, children }: ProviderProps) {
  const room = useMemo(() => ({ members: tellApart(members), readerId }), [members, readerId])
  return <MentionableContext value={room}>{children}</MentionableContext>
}

/** Who is in the room, and who reads. */
export function useMentionable(): Room {
  return useContext(MentionableContext)
}
