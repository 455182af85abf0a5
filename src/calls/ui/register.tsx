import type { RoomRegistry } from '#rooms/ui/registry.tsx'

import { CallCard } from './CallCard.tsx'
import { CallTool } from './CallTool.tsx'

/** The cards calls bring to rooms. */
export const callCards: RoomRegistry['cards'] = { call: CallCard }

/** What stands in a room's header. */
export const callTools: RoomRegistry['roomTools'] = [CallTool]
