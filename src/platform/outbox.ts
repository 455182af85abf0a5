import { z } from 'zod'

import { type Config, isLoopback } from './config.ts'
import { route } from './contract.ts'
import { listRecentMails, type SentMail } from './deliveries.ts'
import { type Html, html } from './html.ts'
import { handle, type Handler } from './http.ts'
import { newToken } from './ids.ts'
import type { Mailer } from './mail.ts'
import { pageHeaders } from './pages.ts'
import { missing } from './refusal.ts'
import type { Sealer } from './sealing.ts'
import { type Instant, toIso } from '#time/instant.ts'

/** Where mails go while there is no mail server: a page on this machine only. `url` is undefined when there is one. */
export type Outbox = { mailer: Mailer; routes: readonly Handler[]; url: string | undefined }

const mailsShown = 100

/** A mail on the page; the name of one that was handed over is its Message-ID, which has its row in it. */
type PageMail = Pick<SentMail, 'mail' | 'createdAt' | 'lastError'> & { isOvertaken?: boolean }
type ShownMail = PageMail & { name: string }

const readOutbox = route({
  method: 'GET',
  path: '/outbox',
  who: 'anyone',
  summary:
    'The mails of an installation without a mail server, on this machine, with the key printed at start',
  query: z.object({ key: z.string().max(100).optional() }),
  reply: z.string(),
})

/**
 * The page exists only without SMTP_URL and on a loopback address. Its key comes from the secret key, so open tabs outlive a
 * restart.
 */
export function createOutbox(config: Config, sealer: Sealer, now: () => Instant): Outbox {
  const shown: ShownMail[] = []
  const mailer: Mailer = {
    async send({ messageId, ...mail }) {
      shown.unshift({ name: messageId, mail, createdAt: now(), lastError: null })
      shown.splice(mailsShown)
    },
    close: () => undefined,
  }
  if (config.smtpUrl || !isLoopback(config.publicUrl.hostname)) return { mailer, routes: [], url: undefined }
  const key = sealer.secretFor('outbox')
  const reading = handle(readOutbox, async ({ app, query, request, reply }) => {
    const nearby = isLoopback(request.hostname) && isLoopback(stripMapped(request.socket.remoteAddress ?? ''))
    const forwarded = request.headers['x-forwarded-for'] ?? request.headers.forwarded
    const isPerson = request.headers.accept?.includes('text/html') ?? false
    if (!nearby || forwarded || (query.key !== key && !isPerson)) throw missing()
    const nonce = newToken()
    reply.headers(pageHeaders(nonce)).type('text/html; charset=utf-8')
    if (query.key !== key) {
      reply.code(404)
      return keylessPage(nonce)
    }
    const kept = await listRecentMails(app.db, app.sealer, mailsShown)
    return outboxPage(withOvertaken(kept, shown), nonce)
  })
  return { mailer, routes: [reading], url: `${config.publicUrl.origin}/outbox?key=${key}` }
}

// An IPv4 peer of a dual-stack socket is written as ::ffff:127.0.0.1 (RFC 4291 §2.5.5.2).
function stripMapped(address: string): string {
  return address.replace(/^::ffff:/, '')
}

// A later mail under the same key takes the place of the one before in the table: what that said is not true any more, so it need
// not outlive this process. While it runs, whoever looks finds every mail that a mailbox would hold.
function withOvertaken(kept: readonly SentMail[], handedOver: readonly ShownMail[]): PageMail[] {
  const stands = (one: ShownMail) => kept.some(({ id, version }) => one.name.startsWith(`<${id}.${version}@`))
  const overtaken = handedOver.filter((one) => !stands(one)).map((one) => ({ ...one, isOvertaken: true }))
  return [...kept, ...overtaken].toSorted((one, other) => other.createdAt - one.createdAt)
}

function outboxPage(mails: readonly PageMail[], nonce: string): string {
  return page(
    nonce,
    html`<p class="muted">No mail server is set (SMTP_URL), so mails are shown here and nowhere else: the newest ${mailsShown}, newest first. Those that a later
one took the place of are shown until Parley is started again.</p>
${mails.length === 0 && html`<p>No mails yet.</p>`}
${mails.map(presentMail)}`,
  )
}

// For who comes without the key: where it is, and nothing else.
function keylessPage(nonce: string): string {
  return page(
    nonce,
    html`<p>This page opens with the key in its address, and the one in yours is missing or of another Parley.</p>
<p>The whole address was printed where Parley was started, after “Mails it would send”. It stays the same from start to start.</p>`,
  )
}

function page(nonce: string, content: Html): string {
  return `<!doctype html>\n${html`<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Outbox · Parley</title>
<style nonce="${nonce}">
:root { color-scheme: light dark; --surface: #fcfaf6; --text: #2a2622; --line: #8885; --muted: #6d665d; --link: #1f5591 }
@media (prefers-color-scheme: dark) { :root { --surface: #1b1815; --text: #ece8e2; --muted: #a8a096; --link: #8fb8e8 } }
html { background: var(--surface); color: var(--text) } a { color: var(--link) }
body { font: 15px/22px Inter, system-ui, sans-serif; max-width: 44rem; margin: 0 auto; padding: 32px 16px }
h1 { font-size: 20px; line-height: 28px } h2 { font-size: 15px; margin: 0 }
article { border-top: 1px solid var(--line); padding: 16px 0 }
.muted { color: var(--muted); margin: 0 0 8px } pre { font: inherit; white-space: pre-wrap; overflow-wrap: anywhere; margin: 0 }
</style>
</head>
<body>
<main>
<h1>Outbox</h1>
${content}
</main>
</body>
</html>`}`
}

function presentMail({ mail, createdAt, lastError, isOvertaken }: PageMail): Html {
  if (!mail) return html``
  return html`<article>
<h2>${mail.subject}</h2>
<p class="muted">To ${mail.to} · <time datetime="${toIso(createdAt)}">${toIso(createdAt).slice(0, 19).replace('T', ' ')} UTC</time></p>
${isOvertaken && html`<p class="muted">A later mail took its place.</p>`}
<pre>${withLinks(mail.text)}</pre>
${lastError && html`<p class="muted">${lastError}</p>`}
</article>`
}

function withLinks(text: string): Html[] {
  return text
    .split(/(https?:\/\/[^\s<>"]+)/)
    .map((part, index) => (index % 2 === 1 ? html`<a href="${part}">${part}</a>` : html`${part}`))
}
