import { conflict, invalid, type Refusal } from '#platform/refusal.ts'

import type { Link } from './link.ts'
import type { OutsideCalendar, ProviderTrouble } from './port.ts'
import type { ProviderName } from './providers.ts'

/** Where Apple's calendars begin. */
export const appleAddress = 'https://caldav.icloud.com'

/** Which account on a server this is, for ever, and how its owner knows it. */
export function accountOn(address: string, userName: string): { account: string; shownAs: string } {
  const { host } = new URL(address)
  const isAddress = userName.includes('@')
  return { account: `${host}|${userName}`, shownAs: isAddress ? userName : `${userName} on ${host}` }
}

/** What feeds are asked for by https; a webcal address says so in its own way. */
export function feedAddress(typed: string): string {
  return typed.replace(/^webcals?:/i, 'https:')
}

/** Refuses (409) to link what is linked by somebody else, or to renew a link with another account than its own. */
export function refuseAccount(
  { personId, account }: { personId: string; account: string },
  { renewed, holder }: { renewed: Link | null; holder: Link | null },
): void {
  // A feed gets another address when its owner fears that the one before got about.
  if (renewed && renewed.provider !== 'feed' && renewed.account !== account) {
    throw conflict(
      'other_account',
      `This is another account than the one that was linked, ${renewed.shownAs}. Sign in with that one, or end its link first.`,
    )
  }
  if (holder && (holder.personId !== personId || (renewed && holder.id !== renewed.id))) throw ofAnother()
}

/** The refusal (409) of an account that has a link already. */
export function ofAnother(): Refusal {
  return conflict(
    'account_of_another',
    'This account is linked here already, by you or somebody else. One account belongs to one link of one person.',
  )
}

/** Which calendars of a new account count as busy: the main one, or all that are one's own where none is the main one. */
export function countsAtFirst(calendar: OutsideCalendar, all: readonly OutsideCalendar[]): boolean {
  if (all.some(({ isPrimary }) => isPrimary)) return calendar.isPrimary
  return calendar.canWrite || !all.some(({ canWrite }) => canWrite)
}

/** The calendar of a new account that receives meetings: the main one if it can be written, else the first that can. */
export function receivesAtFirst(
  calendars: readonly OutsideCalendar[],
  provider: ProviderName,
): OutsideCalendar | undefined {
  if (provider === 'feed') return undefined
  return calendars.find((one) => one.isPrimary && one.canWrite) ?? calendars.find((one) => one.canWrite)
}

/** The words for an account that could not be entered by what was typed; `field` is what to look at again. */
export function refuseEntering(trouble: ProviderTrouble, field: string): Refusal {
  const { kind, message } = trouble
  if (kind === 'needs_relink') return invalid('not_let_in', message, { [field]: message })
  if (kind === 'misconfigured') return conflict('not_set_up', message)
  if (kind === 'rejected' || kind === 'unsupported') {
    return invalid('nothing_there', message, { [field]: message })
  }
  return notReached(message)
}

/** The refusal (409) of an account that is out of reach while somebody links it: nobody asks again for what is not linked. */
export function notReached(message: string): Refusal {
  const what = message.replace(/ Parley (?:tries again|asks again|goes on) by itself\.$/, '')
  return conflict('not_reached', `${what} Nothing was linked; try again in a moment.`)
}
