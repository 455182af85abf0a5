/**
 * `npm run smoke -- google | microsoft | apple | caldav | feed [--calendar NAME] [--read-only]`: speaks to a real account as
 * Parley would, step by step, without a database. It writes one event of its own, moves it and takes it away again.
 * Google and Microsoft are entered in a browser; for the others SMOKE_ADDRESS, SMOKE_USER and SMOKE_PASSWORD say where.
 */
import { createServer } from 'node:http'
import { parseArgs } from 'node:util'

import { appleAddress, feedAddress } from '#calendars/account.ts'
import { type Access, type OAuthFlow, ProviderTrouble } from '#calendars/port.ts'
import { type ProviderName, providerNames, providers } from '#calendars/providers.ts'
import { createAdapters } from '#calendars/steps/adapter-of.ts'
import { type Config, readConfig, StartRefused } from '#platform/config.ts'
import { newToken } from '#platform/ids.ts'

import { tryCalendar } from './smoke-calendar.ts'

const usage = `Say which: npm run smoke -- ${providerNames.join(' | ')} [--calendar NAME] [--read-only]`
const patienceMs = 60_000

try {
  await run()
} catch (error) {
  if (!(error instanceof StartRefused || error instanceof ProviderTrouble)) throw error
  const code = error instanceof ProviderTrouble && error.code ? ` (${error.kind}, ${error.code})` : ''
  console.error(`\nnot ok  ${error.message}${code}`)
  process.exitCode = 1
}

async function run(): Promise<void> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { calendar: { type: 'string' }, 'read-only': { type: 'boolean', default: false } },
  })
  const kind = providerNames.find((name) => name === positionals[0])
  if (!kind) throw new StartRefused(usage)
  // Google and Microsoft lead back to this machine, wherever Parley itself is reached.
  const config = readConfig({ ...process.env, PUBLIC_URL: undefined })
  const { calendars, flows } = createAdapters(config, () => Date.now())
  const adapter = calendars[kind]
  if (!adapter) throw new StartRefused(notSetUp(kind))
  const flow = flows[kind]
  const access = flow ? await signIn(config, kind, flow) : accessFromSettings(kind)
  await tryCalendar(adapter, access, {
    calendarName: values.calendar,
    mayWrite: kind !== 'feed' && !values['read-only'],
  })
  console.log('\nAll of it works.')
}

function notSetUp(kind: ProviderName): string {
  const { name, page } = providers.find(({ provider }) => provider === kind) ?? { name: kind, page: 'docs' }
  const prefix = kind.toUpperCase()
  return `${name}: set ${prefix}_CLIENT_ID and ${prefix}_CLIENT_SECRET first. More in ${page}.`
}

function accessFromSettings(kind: ProviderName): Access {
  const wanted = (name: string): string => {
    const value = process.env[name]
    if (!value) throw new StartRefused(`${name} is missing: it says which account to try.`)
    return value
  }
  if (kind === 'feed') return { address: feedAddress(wanted('SMOKE_ADDRESS')), scopes: '' }
  const address = kind === 'apple' ? appleAddress : wanted('SMOKE_ADDRESS')
  return { address, userName: wanted('SMOKE_USER'), password: wanted('SMOKE_PASSWORD'), scopes: '' }
}

/**
 * Lets a person sign in with a browser. What they grant is forgotten when the command ends and not given back: at Google that
 * would end the links which the same account has at this Parley.
 */
async function signIn(config: Config, kind: ProviderName, flow: OAuthFlow): Promise<Access> {
  const redirectUrl = new URL(`/oauth/${kind}/callback`, config.publicUrl).href
  const state = newToken()
  const { url, verifier } = await flow.begin({ state, redirectUrl, hint: null })
  console.log(`Register ${redirectUrl} as a redirect address, then open this in a browser:\n\n${url}\n`)
  const query = await wayBack(config, redirectUrl, state)
  const grant = await flow.finish(
    { query, state, verifier, redirectUrl },
    Date.now(),
    AbortSignal.timeout(patienceMs),
  )
  if (!grant) throw new StartRefused('The account did not let Parley in.')
  const missing = grant.missing.length > 0 ? `, without ${grant.missing.join(' and ')}` : ''
  console.log(`ok      signed in as ${grant.shownAs}${missing}`)
  const { accessToken } = await flow.refresh(
    grant.tokens.refreshToken,
    Date.now(),
    AbortSignal.timeout(patienceMs),
  )
  console.log('ok      another access token for the refresh token')
  return { accessToken, scopes: grant.scopes }
}

/** What the provider sends the browser back with, to this command alone. */
function wayBack(config: Config, redirectUrl: string, state: string): Promise<URLSearchParams> {
  return new Promise((resolve, reject) => {
    const server = createServer((request, response) => {
      const url = new URL(request.url ?? '/', redirectUrl)
      const isOurs = url.pathname === new URL(redirectUrl).pathname && url.searchParams.get('state') === state
      response.writeHead(isOurs ? 200 : 404, {
        'content-type': 'text/plain; charset=utf-8',
        connection: 'close',
      })
      response.end(isOurs ? 'You can close this page and look at the terminal.' : 'There is nothing here.')
      if (!isOurs) return
      server.close()
      resolve(url.searchParams)
    })
    server.once('error', () =>
      reject(new StartRefused(`Port ${config.port} is in use. Stop Parley, or set another PORT.`)),
    )
    server.listen(config.port, config.host)
  })
}
