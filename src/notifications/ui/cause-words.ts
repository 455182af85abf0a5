const words: Readonly<Record<string, string>> = {
  'accounts.ends': 'an account that ends',
  'accounts.kept': 'an account that is kept',
  'accounts.link': 'a link to sign in or confirm with',
  'accounts.passkey-added': 'a new passkey',
  'accounts.password-changed': 'a changed password',
  agreement: 'times that are to be marked',
  'calendar-broken': 'a calendar link that broke',
  'calendar-linked': 'a linked calendar',
  'calendar-unlinked': 'an unlinked calendar',
  'counter-offer': 'other times',
  declined: 'somebody who does not come',
  entry: 'a way into a room',
  meeting: 'a meeting',
  'meeting-guests': 'guests of a meeting',
  'meeting-put-back': 'a meeting that was put back',
  'new-times': 'new times for a meeting',
  'relink-window': 'a relink window',
  reminder: 'a meeting that begins soon',
  unread: 'unread messages',
}

/** What a mail or push is about, by the first part of its key, in words that name nobody. */
export function sayCause(cause: string): string {
  return words[cause] ?? cause
}
