import type { RoomRegistry } from '#rooms/ui/registry.tsx'

import { ConsultationCard } from './ConsultationCard.tsx'

/** The cards consultations bring to rooms. */
export const consultationCards: RoomRegistry['cards'] = { consultation: ConsultationCard }
