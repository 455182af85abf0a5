import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { z } from 'zod'

import * as accounts from '#accounts'
import type { App } from '#platform/app.ts'
import { readConfig, StartRefused } from '#platform/config.ts'
import { done, route } from '#platform/contract.ts'
import { startEmbeddedPostgres } from '#platform/embedded-postgres.ts'
import { html } from '#platform/html.ts'
import { handle, type Handler } from '#platform/http.ts'
import { newToken } from '#platform/ids.ts'
import { pageHeaders } from '#platform/pages.ts'
import { missing } from '#platform/refusal.ts'
import { cast, type CastName } from '#test/support/cast.ts'

import { type Parley, startParley } from '../src/main.ts'
import { type DemoCalendars, startDemoCalendars } from './demo-calendars.ts'
import { furnish } from './demo-world.ts'

// Two addresses of one Parley: each keeps its own session, so that both sides can be tried in two windows of one browser.
const windows = 2
const samplePeople: readonly CastName[] = ['ana', 'ben', 'chiyo']
const places: Record<string, string> = { ana: 'Lisbon', ben: 'New York', chiyo: 'Tokyo' }

const demoPage = route({
  method: 'GET',
  path: '/demo',
  who: 'anyone',
  summary: 'The sample people (demo only)',
  reply: z.string(),
})

const demoFeed = route({
  method: 'GET',
  path: '/demo/matches.ics',
  who: 'anyone',
  summary: 'A calendar feed to link (demo only)',
  reply: z.string(),
})

const demoScript = route({
  method: 'GET',
  path: '/demo/step-in.js',
  who: 'anyone',
  summary: 'What the buttons of the sample people do (demo only)',
  reply: z.string(),
})

const stepIn = route({
  method: 'POST',
  path: '/demo/step-in/:name',
  who: 'anyone',
  summary: 'Sign in as a sample person with one click (demo only)',
  params: z.object({ name: z.enum(['ana', 'ben', 'chiyo']) }),
  reply: done,
})

// The server takes JSON alone, so no plain form can do this.
const script = `for (const button of document.querySelectorAll('button')) {
  button.addEventListener('click', async () => {
    const answer = await fetch('/demo/step-in/' + button.value, { method: 'POST' })
    if (answer.ok) location.assign('/rooms')
  })
}
`

/** Starts the product on throwaway data with sample people in it, on this machine only. */
async function demo(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'parley-demo-'))
  writeFileSync(keyOf(folder), randomBytes(32).toString('base64'), { mode: 0o600 })
  const firstPort = Number(process.env.PORT ?? 3000)
  const ports = Array.from({ length: windows }, (_, index) => firstPort + index)
  const addresses = ports.map((port) => `http://localhost:${port}`)
  // The sample conversation began two days ago; once it is furnished, the clock is everybody's.
  const clock = { behindMs: 2 * 86_400_000 }
  const now = (): number => Date.now() - clock.behindMs

  const postgres = await startEmbeddedPostgres(folder)
  const calendars = await startDemoCalendars(firstPort + windows, addresses)
  const running: Parley[] = []
  for (const port of ports) {
    running.push(
      await startWindow(port, { folder, databaseUrl: postgres.connectionString, addresses, now, calendars }),
    )
  }
  await furnish(addresses[0] ?? '', clock)
  if (running[0]) await verifyAddresses(running[0].app)

  console.log('\n  The demo is ready, on data that is thrown away when it ends.\n')
  console.log(`  One side:       ${addresses[0]}/demo`)
  console.log(`  The other side: ${addresses[1]}/demo`)
  console.log(`  Its mails:      ${running[0]?.outboxUrl}`)
  console.log('  To link, and to see and move what stands there:')
  console.log(`  Local Google:    ${calendars.google}`)
  console.log(`  Local Microsoft: ${calendars.microsoft}\n`)

  const stop = async (): Promise<void> => {
    await Promise.all(running.map((parley) => parley.stop()))
    await Promise.all([postgres.stop(), calendars.stop()])
    rmSync(folder, { recursive: true, force: true })
    process.exit(0)
  }
  process.once('SIGINT', () => void stop())
  process.once('SIGTERM', () => void stop())
}

type World = {
  folder: string
  databaseUrl: string
  addresses: readonly string[]
  now: () => number
  calendars: DemoCalendars
}

function startWindow(
  port: number,
  { folder, databaseUrl, addresses, now, calendars }: World,
): Promise<Parley> {
  const config = readConfig({
    PORT: String(port),
    HOST: '127.0.0.1',
    DATA_DIR: folder,
    ...calendars.settings,
    OPERATORS: cast.ana.email,
  })
  const handlers: Handler[] = [
    handle(demoPage, async ({ reply }) => {
      const nonce = newToken()
      reply.headers(pageHeaders(nonce)).type('text/html; charset=utf-8')
      return page(nonce, addresses.find((address) => !address.endsWith(`:${port}`)) ?? '', {
        ...calendars,
        feed: `${addresses[0]}${demoFeed.path}`,
      })
    }),
    handle(demoFeed, async ({ reply }) => {
      reply.type('text/calendar; charset=utf-8')
      return feedText(Date.now())
    }),
    handle(demoScript, async ({ reply }) => {
      reply.type('text/javascript; charset=utf-8')
      return script
    }),
    handle(stepIn, async ({ app, params, request, reply }) => {
      const cookie = await signInAs(app, params.name, request.headers['user-agent'] ?? '')
      reply.header('set-cookie', cookie)
      return { done: true as const }
    }),
  ]
  return startParley({ ...config, databaseUrl, secretKeyFile: keyOf(folder) }, { handlers, now })
}

// Nobody reads mails to these addresses, and only a verified one makes an operator.
async function verifyAddresses(app: App): Promise<void> {
  for (const name of samplePeople) {
    const person = await accounts.findPersonByEmail(app.db, cast[name].email)
    if (person) await app.transaction((tx) => accounts.markAddressVerified(tx, person.id))
  }
}

async function signInAs(app: App, name: CastName, device: string): Promise<string> {
  const person = await accounts.findPersonByEmail(app.db, cast[name].email)
  if (!person) throw missing()
  return app.transaction(async (tx) => (await accounts.startSession(tx, person.id, device)).cookie)
}

// Two hours in the evening of each of the next Wednesdays.
function feedText(now: number): string {
  const monday = now - ((new Date(now).getUTCDay() + 6) % 7) * 86_400_000
  const date = new Date(monday + 2 * 86_400_000).toISOString().slice(0, 10).replaceAll('-', '')
  return [
    'BEGIN:VCALENDAR',
    'VERSION:2.0',
    'PRODID:-//Parley//Demo//EN',
    'X-WR-CALNAME:Matches',
    'BEGIN:VEVENT',
    'UID:matches@demo.test',
    `DTSTAMP:${date}T000000Z`,
    `DTSTART:${date}T180000Z`,
    `DTEND:${date}T200000Z`,
    'RRULE:FREQ=WEEKLY',
    'SUMMARY:Match',
    'END:VEVENT',
    'END:VCALENDAR',
    '',
  ].join('\r\n')
}

type Shown = Pick<DemoCalendars, 'google' | 'microsoft' | 'calDav'> & { feed: string }

function page(nonce: string, elsewhere: string, calendars: Shown): string {
  return `<!doctype html>\n${html`<html lang="en">
    <head>
      <meta charset="utf-8" />
      <meta name="viewport" content="width=device-width, initial-scale=1" />
      <title>Parley demo</title>
      <style nonce="${nonce}">
        :root {
          color-scheme: light dark;
          --line: #8886;
          --muted: #6d665d;
          --ground: #fcfbf8;
        }
        @media (prefers-color-scheme: dark) {
          :root {
            --muted: #a8a096;
            --ground: #181412;
          }
        }
        body {
          background: var(--ground);
          font:
            15px/22px Inter,
            system-ui,
            sans-serif;
          max-width: 32rem;
          margin: 0 auto;
          padding: 48px 16px;
        }
        h1 {
          font-size: 28px;
          line-height: 34px;
          margin: 0 0 8px;
        }
        p {
          color: var(--muted);
          margin: 0 0 24px;
        }
        button + p {
          margin-top: 24px;
        }
        button {
          font: inherit;
          color: inherit;
          display: flex;
          justify-content: space-between;
          width: 100%;
          padding: 13px 16px;
          margin: 0 0 8px;
          border: 1px solid var(--line);
          border-radius: 10px;
          background: none;
          cursor: pointer;
        }
        button:hover {
          background: #8882;
        }
        button:focus-visible {
          outline: 2px solid Highlight;
          outline-offset: 2px;
        }
        strong {
          font-weight: 600;
        }
        span {
          color: var(--muted);
        }
        a {
          color: inherit;
        }
        h2 {
          font-size: 15px;
          margin: 32px 0 4px;
        }
        ul {
          color: var(--muted);
          margin: 0;
          padding-left: 20px;
        }
        li {
          margin-bottom: 4px;
        }
        code {
          overflow-wrap: anywhere;
        }
      </style>
    </head>
    <body>
      <main>
        <h1>Step into a sample person</h1>
        <p>Everything here is made up and thrown away when the demo ends.</p>
        ${samplePeople.map(
          (name) =>
            html`<button value="${name}"><strong>${cast[name].name}</strong> <span>${places[name]}</span></button>`,
        )}
        <p>
          To try both sides at once, open
          <a href="${elsewhere}/demo" target="_blank" rel="noopener">the second window</a>: it keeps a session
          of its own.
        </p>
        <h2>Calendars to link</h2>
        <p>
          The calendar icon in a room links one; no registration is needed. What Parley writes can be seen
          and moved there.
        </p>
        <ul>
          <li><a href="${calendars.google}" target="_blank" rel="noopener">Local Google</a></li>
          <li><a href="${calendars.microsoft}" target="_blank" rel="noopener">Local Microsoft</a></li>
          ${calDavLine(calendars.calDav)}
          <li>A feed: <code>${calendars.feed}</code></li>
        </ul>
      </main>
      <script src="/demo/step-in.js"></script>
    </body>
  </html>`}`
}

function calDavLine(server: DemoCalendars['calDav']) {
  if (!server) return html``
  const { address, userName, password } = server
  return html`<li>
    CalDAV: <code>${address}</code>, user name <code>${userName}</code>, password <code>${password}</code>
  </li>`
}

function keyOf(folder: string): string {
  return join(folder, 'key')
}

try {
  await demo()
} catch (error) {
  if (!(error instanceof StartRefused)) throw error
  console.error(error.message)
  process.exit(1)
}
