/** Something that happened to a person or was done by them, as the audit log keeps it. */
export type Happening = { action: string; byMe: boolean; detail: Record<string, string | number> }

const ways: Record<string, string> = {
  password: 'with your password',
  'mailed-link': 'by a mailed link',
  passkey: 'with a passkey',
  'sign-up': 'with your new account',
}

// What one did oneself; then what others did that concerns one.
const mine: Record<string, string> = {
  'sign-in.failed': 'Somebody tried to sign in as you and could not',
  'sign-out': 'You signed out',
  'session.ended': 'You signed out another browser',
  'password.changed': 'You changed your password',
  'password.reset': 'You chose a new password by mail',
  'password.removed': 'The password from before your address was proven was removed',
  'passkey.added': 'You added a passkey',
  'passkey.removed': 'You removed a passkey',
  'address.verified': 'You showed that your mail address is yours',
  'account.erasure-asked': 'You asked for your account to be deleted',
  'account.kept': 'You signed in again, and your account stays',
  'account.exported': 'You exported your data',
  'member.added': 'You came into a room',
  'member.left': 'You left a room',
  'member.removed': 'You removed somebody from a room',
  'member.role': 'You gave a room to another owner',
  'entry.made': 'You made a way into a room',
  'entry.used': 'You used a way into a room',
  'entry.revoked': 'You took a way into a room back',
  'invite.sent': 'You sent an invite',
  'invite.changed': 'You changed an invite',
  'invite.withdrawn': 'You took an invite back',
  'invite.answered': 'You said which times of an invite suit you',
  'counter-offer.sent': 'You answered an invite with other times',
  'feed.made': 'You made an address for your calendar feed',
  'feed.ended': 'You ended your calendar feed',
  'meeting.booked': 'You booked a meeting',
  'meeting.rescheduled': 'You moved a meeting',
  'meeting.cancelled': 'You cancelled a meeting',
  'meeting.accepted': 'You accepted a meeting',
  'meeting.declined': 'You declined a meeting',
  'meeting.late': 'You said whether you would be late for a meeting',
  'meeting.missed': 'You noted that somebody did not come to a meeting',
  'meeting.came': 'You noted that somebody came to a meeting after all',
  'meeting.agreed': 'A meeting was booked as soon as you had answered',
  'meeting.requested': 'You asked somebody for a time',
  'meeting.confirmed': 'You said yes to a time that was asked for',
  'meeting.refused': 'You said no to a time that was asked for',
  'meeting.withdrawn': 'You no longer asked for a time',
  'meeting.ran_out': 'A time you had asked for was given back, because nobody answered',
  'meeting.removed': 'You removed somebody from a room, and so from its meetings',
  'meeting.placed': 'You changed where a meeting takes place',
  'calendar.linked': 'You linked a calendar',
  'calendar.relinked': 'You linked a calendar again',
  'calendar.unlinked': 'You ended the link of a calendar',
  'calendar.broken': 'A calendar you had linked could not be reached any more',
  'offering.link-renewed': 'You gave something you offer another address',
  'push.device-added': 'You turned on push in a browser',
  'push.device-removed': 'You turned off push in a browser',
  'audit.read': 'You read the audit log',
  'announcements.replaced': 'You changed what everybody is told',
  'relink-window.made': 'You asked for calendars to be linked again',
  'relink-window.dropped': 'You no longer asked for calendars to be linked again',
  'delivery.tried-again': 'You had something sent again that was not for you',
  'delivery.dropped': 'You let something go that could not be sent',
  'meeting.new_times': 'You asked for a new time for a meeting',
  'meeting.times_closed': 'You let a meeting stay at its time',
  'meeting.left': 'You were dropped from a meeting because you left its room',
}
const others: Record<string, string> = {
  'member.removed': 'You were removed from a room',
  'member.role': 'You became the owner of a room',
  'meeting.missed': 'Somebody noted that you did not come to a meeting',
  'meeting.came': 'Somebody noted that you came to a meeting after all',
}

/** One sentence about it, without its full stop, for the person it concerns. */
export function sayHappening({ action, byMe, detail }: Happening): string {
  if (action === 'sign-in') return `You signed in ${ways[String(detail.by)] ?? ''}`.trim()
  return (byMe ? undefined : others[action]) ?? mine[action] ?? action
}
