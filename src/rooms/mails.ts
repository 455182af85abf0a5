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
  const turns = inTurns(messages)
  const lines = turns.map(({ senderName, texts }) => `${senderName}: ${texts.join('\n  ')}`)
  return {
    subject: title,
    text: `${lines.join('\n\n')}\n\n${rest && `${rest}\n\n`}Open the room: ${url}\n\nParley\n`,
    html: mailPage({
      title,
      body: mailText(
        ...turns.map(
          ({ senderName, texts }) =>
            html`<strong>${senderName}</strong>${texts.map((text) => html`<br>${text}`)}`,
        ),
        rest,
      ),
      button: { label: 'Open the room', url },
    }),
  }
}

// Who says several things in a row is named once.
function inTurns(messages: readonly { senderName: string; text: string }[]) {
  const turns: { senderName: string; texts: string[] }[] = []
  for (const { senderName, text } of messages) {
    const last = turns.at(-1)
    if (last?.senderName === senderName) last.texts.push(text)
    else turns.push({ senderName, texts: [text] })
  }
  return turns
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
