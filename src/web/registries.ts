import { callCards, callSystemLines, callTools } from '#calls/ui/register.tsx'
import { consultationCards } from '#consultations/ui/register.tsx'
import { meetingCards, meetingSystemLines, meetingTools } from '#meetings/ui/register.tsx'
import type { RoomRegistry } from '#rooms/ui/registry.tsx'

/** What stands in rooms beside messages. Rooms know none of it; this shell puts it together. */
export const registry: RoomRegistry = {
  cards: { ...callCards, ...meetingCards, ...consultationCards },
  systemLines: { ...callSystemLines, ...meetingSystemLines },
  roomTools: [...callTools, ...meetingTools],
}
