import { html, mailPage, mailText } from '#platform/html.ts'
import type { Mail } from '#platform/mail.ts'

/** Brings somebody into a room: names who invites, never the room or what is said in it. */
export function entryMail(parts: { to: string; inviterName: string; url: string }): Mail {
  const { to, inviterName, url } = parts
  // Our words come first: a name can be anything, also a warning that is none.
  const title = `Invitation to a conversation with ${inviterName}`
  const why = `${inviterName} would like to talk with you on Parley, and to find times to meet there.`
  const limits = 'This way in is for your address alone, works once, and for seven days.'
  const ignore = 'If you do not know who this is, you can ignore this mail: nothing happens by itself.'
  return {
    to,
    subject: title,
    text: `${why}\n\nCome in: ${url}\n\n${limits}\n${ignore}\n`,
    html: mailPage({
      title,
      body: mailText(why, `${limits} ${ignore}`),
      button: { label: 'Come in', url },
    }),
  }
}

/** What somebody has not read in a room: the first of it, and how much more there is. `url` is the room. */
export function unreadMail(parts: {
  title: string
  /** The oldest first. */
  messages: readonly { senderName: string; text: string }[]
  /** How many more there are. */
  more: number
  url: string
}): Omit<Mail, 'to'> {
  const { title, messages, more, url } = parts
  const rest = more > 0 ? `And ${more} more ${more === 1 ? 'message' : 'messages'}.` : ''
  const lines = messages.map(({ senderName, text }) => `${senderName}: ${text}`)
  return {
    subject: title,
    text: `${lines.join('\n\n')}\n\n${rest && `${rest}\n\n`}Open the room: ${url}\n\nParley\n`,
    html: mailPage({
      title,
      body: mailText(
        ...messages.map(({ senderName, text }) => html`<strong>${senderName}</strong><br>${text}`),
        rest,
      ),
      button: { label: 'Open the room', url },
    }),
  }
}

/** What is said of unread messages in a line: who mentioned the reader, or how it stands in the room. */
export function unreadTitle(
  { kind, messages }: { kind: 'message' | 'mention'; messages: readonly unknown[] },
  senderName: string,
  roomName: string,
): string {
  if (kind === 'mention') return `${senderName} mentioned you in ${roomName}`
  return `${messages.length === 1 ? 'New message' : 'New messages'} in ${roomName}`
}
