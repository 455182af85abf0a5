import type { RoomRegistry } from '#rooms/ui/registry.tsx'

import { CallCard } from './CallCard.tsx'
import { CallLine } from './CallLine.tsx'
import { CallTool } from './CallTool.tsx'

/** The cards calls bring to rooms. */
export const callCards: RoomRegistry['cards'] = { call: CallCard }

/** What rooms say about calls. */
export const callSystemLines: RoomRegistry['systemLines'] = { 'call.opened': CallLine }

/** What stands in a room's header. */
export const callTools: RoomRegistry['roomTools'] = [CallTool]
