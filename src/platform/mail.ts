import { createTransport } from 'nodemailer'

import { cleanLine } from '#ical/plain-text.ts'

import type { Config } from './config.ts'
import { type Channel, DeliveryTrouble } from './deliveries.ts'

/** One mail as it should be read: written by a module's `mails.ts`. */
export type Mail = {
  to: string
  /** Whatever people typed is made one line of it. */
  subject: string
  text: string
  html: string
  /** An iTIP message (RFC 6047): calendars act on it by themselves, and it is attached as a file for those who do not. */
  calendar?: CalendarPart
  /** Where one POST ends mails of this kind (RFC 8058). */
  unsubscribeUrl?: string
}

/** An iCalendar file that asks its reader's calendar for something (RFC 5546 §3.2). */
export type CalendarPart = { method: 'REQUEST' | 'CANCEL'; content: string }

/** Hands a mail to the world. Resolves when the mail server has taken responsibility for it. */
export type Mailer = { send(mail: Mail & { messageId: string }): Promise<void>; close(): void }

// A header may be longer, but nobody reads on (RFC 5322 §2.1.1).
const subjectLength = 200

/** Sends through SMTP_URL. */
export function createSmtpMailer(config: Config, smtpUrl: string): Mailer {
  const transport = createTransport({ url: smtpUrl, pool: true })
  return {
    async send(mail) {
      await transport.sendMail({
        messageId: mail.messageId,
        from: config.mailFrom,
        to: { name: '', address: mail.to },
        subject: cleanLine(mail.subject, subjectLength),
        text: mail.text,
        html: mail.html,
        ...(mail.calendar && { icalEvent: { ...mail.calendar, filename: 'meeting.ics' } }),
        headers: headersOf(mail),
        disableFileAccess: true,
        disableUrlAccess: true,
      })
    },
    close: () => transport.close(),
  }
}

/** The channel for mails. A mail keeps its Message-ID however often it is tried, so that a server can tell repeats apart. */
export function createMailChannel(mailer: Mailer): Channel {
  return {
    // In the order in which they became due: one may be the answer to the one before.
    atOnce: 1,
    async send(app, { id, version, wanted }) {
      const messageId = `<${id}.${version}@${app.config.publicUrl.hostname}>`
      try {
        await mailer.send({ ...(wanted as Mail), messageId })
        return 'sent'
      } catch (error) {
        throw new DeliveryTrouble(error instanceof Error ? error.message : String(error), judgeFailure(error))
      }
    },
  }
}

/** What is known of a mail that could not be sent. */
export type MailFailure = {
  /** Trying again does not help: the server refuses this address, or this very mail (RFC 5321 §4.2.1, 5yz). */
  isFinal: boolean
  /** The server never took it. Where this is not certain, it may have, and its answer was lost. */
  isCertain: boolean
}

/** Judges an error of `send`. A refusal of the sender or of our password is nobody's address's fault, and mended by the operator. */
export function judgeFailure(error: unknown): MailFailure {
  const { code, command, syscall, responseCode } = factsOf(error)
  const isRefused = typeof responseCode === 'number'
  const isAboutMail = command === 'RCPT TO' || command === 'DATA' || command === 'API'
  return {
    isFinal: isAboutMail && (isRefused ? responseCode >= 500 : code === 'EENVELOPE'),
    isCertain:
      isRefused || syscall === 'connect' || syscall === 'getaddrinfo' || beforeMail.has(String(code)),
  }
}

// With these nothing of the mail has left the house.
const beforeMail = new Set(['EDNS', 'EAUTH', 'ETLS', 'EENVELOPE'])

function factsOf(error: unknown): Record<string, unknown> {
  return typeof error === 'object' && error !== null ? { ...error } : {}
}

function headersOf({ unsubscribeUrl }: Mail): Record<string, string> {
  return {
    // No holiday notices in answer (RFC 3834 §5).
    'Auto-Submitted': 'auto-generated',
    ...(unsubscribeUrl && {
      'List-Unsubscribe': `<${new URL(unsubscribeUrl).href}>`,
      'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click',
    }),
  }
}
