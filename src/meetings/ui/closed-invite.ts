import type { Invite } from '../contract/invite.ts'

/** What an invite that is no longer open is called, and what became of it. */
export const closedInvite: Record<Exclude<Invite['status'], 'open'>, { title: string; text: string }> = {
  booked: { title: 'Booked', text: 'A time was booked. The meeting stands in this room.' },
  withdrawn: { title: 'Withdrawn', text: 'This invite was taken back.' },
  expired: { title: 'Expired', text: 'The last time that was offered has passed.' },
}
