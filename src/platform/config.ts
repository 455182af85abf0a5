import { readFileSync } from 'node:fs'
import { isIP } from 'node:net'

import { z } from 'zod'

/** A setting is wrong or missing; its sentence is all the person at the terminal needs. */
export class StartRefused extends Error {
  constructor(sentence: string) {
    super(sentence)
    this.name = 'StartRefused'
  }
}

const flag = z.stringbool()
const list = z.string().transform((text) =>
  text
    .split(',')
    .map((part) => part.trim())
    .filter(Boolean),
)

const origin = z.url({ protocol: /^https?$/, error: 'must be an http or https address' })
const nets = list.refine((all) => all.every(isNet), {
  error: 'must be addresses or networks such as 192.168.1.10/32, separated by commas',
})

const stunUrls = list.refine((all) => all.every((url) => iceAddress.test(url) && /^stuns?:/.test(url)), {
  error: 'must be addresses such as stun:turn.example:3478, separated by commas',
})
const turnUrls = list.refine((all) => all.every((url) => iceAddress.test(url) && /^turns?:/.test(url)), {
  error: 'must be addresses such as turn:turn.example:3478?transport=udp, separated by commas',
})

export const logLevels = ['debug', 'info', 'warn', 'error'] as const
export type LogLevel = (typeof logLevels)[number]

// RFC 7064 and 7065: a scheme, a host and perhaps a port; TURN may name how it is reached.
const iceAddress =
  /^(?:stuns?:|turns?:)(?:[a-z0-9.-]+|\[[0-9a-f:.]+\])(?::\d{1,5})?(?:(?<=^turn.*)\?transport=(?:udp|tcp))?$/i

const shortestTurnSecret = 16
const factorWanted = 'must be a number, 1 or more'
const portWanted = 'must be a number from 0 to 65535'

/** Every setting. docs/self-hosting.md explains each, and docs/providers those that are for tests alone. */
const environment = z.object({
  PUBLIC_URL: origin.optional(),
  PORT: z.coerce
    .number({ error: portWanted })
    .int({ error: portWanted })
    .min(0, { error: portWanted })
    .max(65535, { error: portWanted })
    .default(3000),
  HOST: z.string().default('127.0.0.1'),
  DATA_DIR: z.string().default('./data'),
  DATABASE_URL: z.url({ protocol: /^postgres(ql)?$/, error: 'must be a postgres:// address' }).optional(),
  SECRET_KEY_FILE: z.string().optional(),
  SMTP_URL: z.url({ protocol: /^smtps?$/, error: 'must be an smtp:// or smtps:// address' }).optional(),
  MAIL_FROM: z.string().default('Parley <parley@localhost>'),
  TRUST_PROXY: flag.default(false),
  OPERATORS: list.default([]),
  WRITE_LIMIT_FACTOR: z.coerce.number({ error: factorWanted }).min(1, { error: factorWanted }).default(1),
  LOG_LEVEL: z.enum(logLevels, { error: `choose one of ${logLevels.join(', ')}` }).default('warn'),
  SIGN_UP: z.enum(['open', 'invited', 'closed']).default('open'),
  GOOGLE_CLIENT_ID: z.string().optional(),
  GOOGLE_CLIENT_SECRET: z.string().optional(),
  GOOGLE_ISSUER: origin.default('https://accounts.google.com'),
  GOOGLE_API: origin.default('https://www.googleapis.com'),
  MICROSOFT_CLIENT_ID: z.string().optional(),
  MICROSOFT_CLIENT_SECRET: z.string().optional(),
  MICROSOFT_LOGIN: origin.default('https://login.microsoftonline.com'),
  MICROSOFT_API: origin.default('https://graph.microsoft.com'),
  ALLOW_PRIVATE_NETS: nets.default([]),
  STUN_URLS: stunUrls.default([]),
  TURN_URLS: turnUrls.default([]),
  TURN_SECRET: z.string().optional(),
  TURN_SECRET_FILE: z.string().optional(),
  ICE_TRANSPORT_POLICY: z.enum(['all', 'relay'], { error: 'choose one of all, relay' }).default('all'),
})

/** The variables that are read. */
export const settingNames: readonly string[] = Object.keys(environment.shape)

export type Config = {
  publicUrl: URL
  port: number
  host: string
  dataDir: string
  databaseUrl: string | undefined
  secretKeyFile: string | undefined
  smtpUrl: string | undefined
  mailFrom: string
  trustProxy: boolean
  /** Mail addresses, lower case. */
  operators: readonly string[]
  signUp: 'open' | 'invited' | 'closed'
  /** Undefined while no OAuth client is set up. Addresses are without a slash at their end. */
  google: (OAuthSettings & { issuer: string; api: string }) | undefined
  microsoft: (OAuthSettings & { login: string; api: string }) | undefined
  /** Private networks that people may name addresses in (CalDAV, feeds): CIDR. */
  allowPrivateNets: readonly string[]
  /** How browsers find each other for a call. */
  ice: IceSettings
  /** How many times the usual limits one person may write. */
  writeLimitFactor: number
  logLevel: LogLevel
}

/** What a provider gave whoever registered this Parley there. */
export type OAuthSettings = { clientId: string; clientSecret: string }

/** Servers that help two browsers to reach each other. With none they find each other in one network alone. */
export type IceSettings = {
  stunUrls: readonly string[]
  /** The relay and what it shares with us: whoever holds a word signed with the secret may relay. */
  turn: { urls: readonly string[]; secret: string } | undefined
  /** `relay`: nothing goes from browser to browser directly. */
  transportPolicy: 'all' | 'relay'
}

// Their values can hold a password, which has no place in a terminal's or a service's log.
const withPasswords = new Set([
  'DATABASE_URL',
  'SMTP_URL',
  'GOOGLE_CLIENT_SECRET',
  'MICROSOFT_CLIENT_SECRET',
  'TURN_SECRET',
])

/** Reads the settings. Throws StartRefused with a sentence that names the variable. */
export function readConfig(variables: Record<string, string | undefined>): Config {
  const given = Object.fromEntries(Object.entries(variables).filter(([, value]) => value !== ''))
  const parsed = environment.safeParse(given)
  if (!parsed.success) {
    const issue = parsed.error.issues[0]
    const name = String(issue?.path[0] ?? 'The environment')
    const shown = withPasswords.has(name) ? name : `${name}=${given[name] ?? ''}`
    throw new StartRefused(`${shown} cannot be used: ${issue?.message ?? 'it is wrong'}.`)
  }
  const settings = parsed.data
  const publicUrl = new URL(settings.PUBLIC_URL ?? `http://localhost:${settings.PORT}`)
  refuseUnsafeAddress(publicUrl, settings.SMTP_URL)
  return {
    publicUrl,
    port: settings.PORT,
    host: settings.HOST,
    dataDir: settings.DATA_DIR,
    databaseUrl: settings.DATABASE_URL,
    secretKeyFile: settings.SECRET_KEY_FILE,
    smtpUrl: settings.SMTP_URL,
    mailFrom: settings.MAIL_FROM,
    trustProxy: settings.TRUST_PROXY,
    operators: settings.OPERATORS.map((address) => address.toLowerCase()),
    signUp: settings.SIGN_UP,
    google: googleOf(settings),
    microsoft: microsoftOf(settings),
    allowPrivateNets: settings.ALLOW_PRIVATE_NETS,
    ice: iceOf(settings),
    writeLimitFactor: settings.WRITE_LIMIT_FACTOR,
    logLevel: settings.LOG_LEVEL,
  }
}

type Settings = z.infer<typeof environment>

function googleOf(settings: Settings): Config['google'] {
  const client = clientOf('GOOGLE', settings.GOOGLE_CLIENT_ID, settings.GOOGLE_CLIENT_SECRET)
  return client && { ...client, issuer: plain(settings.GOOGLE_ISSUER), api: plain(settings.GOOGLE_API) }
}

function microsoftOf(settings: Settings): Config['microsoft'] {
  const client = clientOf('MICROSOFT', settings.MICROSOFT_CLIENT_ID, settings.MICROSOFT_CLIENT_SECRET)
  return client && { ...client, login: plain(settings.MICROSOFT_LOGIN), api: plain(settings.MICROSOFT_API) }
}

// One without the other is a mistake that would otherwise show only when somebody wants to link.
function clientOf(
  name: string,
  clientId: string | undefined,
  clientSecret: string | undefined,
): OAuthSettings | undefined {
  if (clientId !== undefined && clientSecret !== undefined) return { clientId, clientSecret }
  if (clientId === undefined && clientSecret === undefined) return undefined
  const absent = clientId === undefined ? 'CLIENT_ID' : 'CLIENT_SECRET'
  throw new StartRefused(`${name}_${absent} is missing: an OAuth client needs both its id and its secret.`)
}

function iceOf(settings: Settings): IceSettings {
  const turn = turnOf(settings)
  const transportPolicy = settings.ICE_TRANSPORT_POLICY
  if (transportPolicy === 'relay' && !turn) {
    throw new StartRefused('ICE_TRANSPORT_POLICY=relay needs a relay: set TURN_URLS and TURN_SECRET.')
  }
  return { stunUrls: settings.STUN_URLS, turn, transportPolicy }
}

function turnOf(settings: Settings): IceSettings['turn'] {
  const secret = turnSecretOf(settings)
  const urls = settings.TURN_URLS
  if (urls.length === 0 && secret === undefined) return undefined
  if (urls.length === 0)
    throw new StartRefused('TURN_URLS is missing: there is a secret for a relay, but no relay.')
  if (secret === undefined) {
    throw new StartRefused(
      "TURN_SECRET is missing: set it, or TURN_SECRET_FILE, to the relay's static-auth-secret, so that people get passwords that pass.",
    )
  }
  if (secret.length < shortestTurnSecret) {
    throw new StartRefused(
      `TURN_SECRET is too short: whoever guesses it can relay through your server. Make one with: openssl rand -hex 32`,
    )
  }
  return { urls, secret }
}

function turnSecretOf({ TURN_SECRET: given, TURN_SECRET_FILE: path }: Settings): string | undefined {
  if (path === undefined) return given
  if (given !== undefined) {
    throw new StartRefused('TURN_SECRET and TURN_SECRET_FILE are both set: leave one of them out.')
  }
  try {
    return readFileSync(path, 'utf8').trim()
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error)
    throw new StartRefused(`TURN_SECRET_FILE=${path} cannot be read: ${why}.`)
  }
}

function plain(address: string): string {
  return address.replace(/\/+$/, '')
}

function isNet(text: string): boolean {
  const [address = '', bits, ...more] = text.split('/')
  const version = isIP(address)
  if (version === 0 || more.length > 0) return false
  return bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) <= (version === 4 ? 32 : 128))
}

/** Whether a host name means this machine only. */
export function isLoopback(hostname: string): boolean {
  return (
    hostname === 'localhost' ||
    hostname === '[::1]' ||
    hostname === '::1' ||
    /^127\.\d+\.\d+\.\d+$/.test(hostname)
  )
}

// Sessions over plain http, and mails nobody can read, are refused at the door rather than found out later.
function refuseUnsafeAddress(publicUrl: URL, smtpUrl: string | undefined): void {
  if (publicUrl.pathname !== '/' || publicUrl.search || publicUrl.hash) {
    throw new StartRefused(
      `PUBLIC_URL=${publicUrl.href} cannot be used: Parley lives at the root of a host, such as ${publicUrl.origin}.`,
    )
  }
  if (isLoopback(publicUrl.hostname)) return
  if (publicUrl.protocol === 'http:') {
    throw new StartRefused(
      `PUBLIC_URL=${publicUrl.origin} is not safe: sign-in over plain http can be read on the way. Use https, or localhost to try Parley out.`,
    )
  }
  if (!smtpUrl) {
    throw new StartRefused(
      `SMTP_URL is missing: at ${publicUrl.origin} people need their mails. Set it to the address of a mail server, such as smtps://user:password@mail.example:465.`,
    )
  }
}
