import { placeNames } from '#calls/place.ts'

import type { Invite } from '../contract/invite.ts'
import type { Meeting } from '../contract/meeting.ts'

/** What a place is called where it stands in a sentence. */
export function nameOfPlace({ kind, host }: Invite['where']): string {
  return kind === 'link' ? (host ?? '') : placeNames[kind]
}

/** Where a meeting takes place, in a sentence; empty for the usual place. */
export function sayWhere(where: Meeting['where']): string {
  if (where.kind === 'parley') return ''
  const name = nameOfPlace(where)
  if (where.state === 'waiting') return `At ${name}, which has not given its link yet.`
  return where.state === 'ready' ? `At ${name}. Join leads there.` : `${name} gave no link, so you meet here.`
}
