import { z } from 'zod'

import type { Grant } from '../port.ts'

export type GoogleSettings = {
  clientId: string
  clientSecret: string
  /** Where people sign in: https://accounts.google.com. */
  issuer: string
  /** Where the API answers: https://www.googleapis.com. */
  api: string
}

export type MicrosoftSettings = {
  clientId: string
  clientSecret: string
  /** Where people sign in: https://login.microsoftonline.com. */
  login: string
  /** Where the API answers: https://graph.microsoft.com. */
  api: string
}

/** A provider that lets people in by OAuth: what differs from one to the other. */
export type House = {
  name: string
  clientId: string
  clientSecret: string
  /** Where it describes itself. */
  base: string
  metadataAt: string
  /** The issuer that its description and its tokens must name; `{tenantid}` stands for the account's tenant. */
  issuer: string
  scopes: readonly string[]
  parameters: Record<string, string>
  accountOf: (claims: Claims) => string | undefined
  missingIn: (scopes: string) => Grant['missing']
  /** Whether a grant can be given back. */
  revokes: boolean
}

/** What is read of an ID token. */
export type Claims = z.infer<typeof claimsShape>

const googleScopes = 'https://www.googleapis.com/auth/'
const googleReads = ['calendar', 'calendar.readonly']
/** Scopes by which the free/busy of any calendar on the list can be read. */
export const googleFreeBusy = ['calendar.events.freebusy', 'calendar.freebusy', ...googleReads]
/** Stands in an issuer for the account's tenant, which only a token tells. */
export const tenant = '{tenantid}'

export const claimsShape = z.object({
  iss: z.string(),
  sub: z.string(),
  tid: z.string().optional(),
  oid: z.string().optional(),
  email: z.string().optional(),
  preferred_username: z.string().optional(),
})

/** Google accounts, with a Workspace or without. */
export function googleHouse(settings: GoogleSettings): House {
  return {
    name: 'Google',
    clientId: settings.clientId,
    clientSecret: settings.clientSecret,
    base: settings.issuer,
    metadataAt: '/.well-known/openid-configuration',
    issuer: settings.issuer,
    scopes: [
      'openid',
      'email',
      `${googleScopes}calendar.calendarlist.readonly`,
      `${googleScopes}calendar.events.freebusy`,
      `${googleScopes}calendar.events.owned`,
    ],
    // Without `offline` there is no refresh token, without `consent` there is none the second time.
    parameters: { access_type: 'offline', prompt: 'consent', include_granted_scopes: 'true' },
    accountOf: ({ iss, sub }) => `${iss}|${sub}`,
    missingIn: missingAtGoogle,
    revokes: true,
  }
}

/** Microsoft accounts of work, school and home, by the endpoint common to all. */
export function microsoftHouse(settings: MicrosoftSettings): House {
  return {
    name: 'Microsoft',
    clientId: settings.clientId,
    clientSecret: settings.clientSecret,
    base: settings.login,
    metadataAt: '/common/v2.0/.well-known/openid-configuration',
    issuer: `${settings.login}/${tenant}/v2.0`,
    scopes: ['openid', 'profile', 'email', 'offline_access', 'Calendars.ReadWrite'],
    parameters: { prompt: 'select_account', response_mode: 'query' },
    // Addresses change hands in Entra; tenant and object id do not.
    accountOf: ({ tid, oid }) => (tid !== undefined && oid !== undefined ? `${tid}|${oid}` : undefined),
    missingIn: missingAtMicrosoft,
    revokes: false,
  }
}

/** What of a Google account the granted scopes leave out. Without the list of calendars nothing else is of use. */
function missingAtGoogle(scopes: string): Grant['missing'] {
  const listed = grants(scopes, ['calendar.calendarlist.readonly', 'calendar.calendarlist', ...googleReads])
  const writes = listed && grants(scopes, ['calendar.events.owned', 'calendar.events', 'calendar'])
  const seesFreeBusy = listed && grants(scopes, googleFreeBusy)
  // Who may write in a calendar may read it; in one that somebody shares nothing can be written.
  return [
    ...missing(writes || seesFreeBusy, writes),
    ...(writes && !seesFreeBusy ? (['shared'] as const) : []),
  ]
}

/** As `missingAtGoogle`, of a Microsoft account. */
function missingAtMicrosoft(scopes: string): Grant['missing'] {
  const writes = grants(scopes, ['Calendars.ReadWrite'])
  return missing(writes || grants(scopes, ['Calendars.Read', 'Calendars.ReadBasic']), writes)
}

/** Whether any of the scopes was granted; providers name them in full or by their last part. */
export function grants(granted: string, any: readonly string[]): boolean {
  const names = granted.split(/\s+/).map((scope) => scope.slice(scope.lastIndexOf('/') + 1).toLowerCase())
  return any.some((scope) => names.includes(scope.toLowerCase()))
}

function missing(busy: boolean, write: boolean): Grant['missing'] {
  return [...(busy ? [] : (['busy'] as const)), ...(write ? [] : (['write'] as const))]
}
