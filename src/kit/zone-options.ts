import type { Instant } from '#time/instant.ts'
import { listTimeZones, offsetLabel } from '#time/time-zones.ts'
import { offsetAt } from '#time/zone.ts'

import type { ComboBoxOption } from './ComboBox.tsx'

/** Every zone there is to choose, west to east at the instant; `chosen` is among them even under an older name. */
export function zoneOptions(at: Instant, chosen: string): ComboBoxOption<string>[] {
  const zones = new Set([...listTimeZones().map(({ zone }) => zone), chosen])
  return [...zones]
    .map((zone) => ({ zone, offset: offsetAt(zone, at) }))
    .toSorted((one, other) => one.offset - other.offset || one.zone.localeCompare(other.zone, 'en'))
    .map(({ zone }) => ({ value: zone, label: labelOf(zone), detail: offsetLabel(zone, at) }))
}

/** "New York", or "Knox, Indiana": the place as it is called, without the continent. */
function labelOf(zone: string): string {
  const [, ...places] = zone.replaceAll('_', ' ').split('/')
  return places.length > 0 ? places.toReversed().join(', ') : zone
}
