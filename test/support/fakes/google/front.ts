import { GoogleError, OAuthError } from './errors.ts'
import { metadata, type OAuth } from './oauth.ts'
import { consentPage, errorPage, type EventForm, eventFormPage, homePage, notePage } from './pages.ts'
import { type NewEvent, personOf } from './person.ts'
import type { Attendee, World } from './world.ts'
import { isZone } from './when.ts'

/** Whatever is answered to a request. */
export type Reply = { status: number; headers: Record<string, string>; body: string }

/** A request to one of the pages, or to the sign-in. */
export type Visit = {
  method: string
  url: URL
  form: URLSearchParams
  authorization: string | undefined
}

type Front = { world: World; oauth: OAuth }

const day = 86_400_000

/** Everything but the Calendar API: sign-in, tokens, the pages. 404 for other addresses. */
export function answerVisit(front: Front, visit: Visit): Reply {
  const answer = visits[`${visit.method} ${visit.url.pathname}`]
  if (!answer) return htmlReply(404, notePage('Not found', 'There is nothing at this address.'))
  try {
    return answer(front, visit)
  } catch (error) {
    if (error instanceof OAuthError) return refusal(error, visit)
    if (error instanceof GoogleError)
      return htmlReply(error.status, notePage('That did not work', error.message))
    throw error
  }
}

const visits: Record<string, (front: Front, visit: Visit) => Reply> = {
  'GET /.well-known/openid-configuration': ({ world }) => jsonReply(200, metadata(world.origin)),
  'GET /oauth2/v3/certs': ({ oauth }) => jsonReply(200, oauth.jwks()),
  'GET /o/oauth2/v2/auth': ({ world, oauth }, { url }) => {
    const request = oauth.readSignIn(url.searchParams)
    // Without a page nobody can be asked, and nobody is signed in here beforehand.
    if (request.prompts.includes('none')) return redirect(oauth.refuse(request, 'interaction_required'))
    return htmlReply(200, consentPage(world, request, url.search.slice(1)))
  },
  'POST /o/oauth2/v2/auth': ({ oauth }, { form }) => {
    const request = oauth.readSignIn(new URLSearchParams(form.get('request') ?? ''))
    const email = form.get('account')
    if (form.has('cancel') || email === null) return redirect(oauth.refuse(request))
    return redirect(oauth.allow(request, email, form.getAll('scope')))
  },
  'POST /token': ({ oauth }, { form, authorization }) => jsonReply(200, oauth.exchange(form, authorization)),
  'POST /revoke': ({ oauth }, { form, url }) => {
    const token = form.get('token') ?? url.searchParams.get('token')
    if (token === null) throw new OAuthError(400, 'invalid_request', 'Missing required parameter: token')
    oauth.revokeToken(token)
    return jsonReply(200, {})
  },
  'GET /v1/userinfo': ({ oauth }, { authorization }) =>
    jsonReply(200, oauth.userInfo(authorization?.replace(/^Bearer /i, '') ?? '')),
  'GET /': ({ world, oauth }, { url }) =>
    htmlReply(200, homePage(world, oauth, url.searchParams.get('account') ?? undefined)),
  'POST /local/event': ({ world }, { form }) => {
    doToEvent(world, form)
    return backHome(form)
  },
  'POST /local/revoke': ({ oauth }, { form }) => {
    oauth.revoke(form.get('account') ?? '', form.get('client') ?? undefined)
    return backHome(form)
  },
  'GET /calendar/event': ({ world }, { url }) => {
    const [, calendarId = ''] = Buffer.from(url.searchParams.get('eid') ?? '', 'base64url')
      .toString()
      .split(' ')
    const owner = world.calendars.get(calendarId)?.owner ?? ''
    return redirect(`/?account=${encodeURIComponent(owner)}`)
  },
  'GET /calendar/render': ({ world }, { url }) =>
    htmlReply(200, eventFormPage(world, readTemplate(world, url.searchParams))),
  'POST /calendar/render': ({ world }, { form }) => {
    const person = personOf(world, form.get('account') ?? '')
    person.addEvent({
      summary: form.get('title') ?? '',
      description: form.get('details') ?? '',
      location: form.get('location') ?? '',
      ...readTimes(form, form.get('zone') ?? 'UTC'),
    })
    return backHome(form)
  },
}

/** What Google's add links say. Throws 400 for a link that would open an empty form. */
function readTemplate(world: World, search: URLSearchParams): EventForm {
  const zone = search.get('ctz') ?? [...world.accounts.values()][0]?.timeZone ?? 'UTC'
  const [start, end] = (search.get('dates') ?? '').split('/')
  if (search.get('action') !== 'TEMPLATE' || !start || !end || !isZone(zone))
    throw new GoogleError(400, 'invalid', 'This is no link that adds an event.')
  return {
    title: search.get('text') ?? '',
    details: search.get('details') ?? '',
    location: search.get('location') ?? '',
    start: readBasic(start, zone),
    end: isBasicDate(end) ? dayBefore(readBasic(end, zone)) : readBasic(end, zone),
    zone,
  }
}

/** `20261103T150000Z`, `20261103T160000` or `20261103` as the wall shows it in the zone. */
function readBasic(text: string, zone: string): string {
  const [, year, month, date, hour, minute, utc] =
    /^(\d{4})(\d\d)(\d\d)(?:T(\d\d)(\d\d)\d\d(Z)?)?$/.exec(text) ?? []
  if (year === undefined) throw new GoogleError(400, 'invalid', 'This link has no dates that can be read.')
  if (hour === undefined) return `${year}-${month}-${date}`
  const wall = `${year}-${month}-${date}T${hour}:${minute}`
  if (utc === undefined) return wall
  const zoned = Temporal.Instant.from(`${wall}:00Z`).toZonedDateTimeISO(zone)
  return zoned.toPlainDateTime().toString({ smallestUnit: 'minute' })
}

function isBasicDate(text: string): boolean {
  return text.length === 8
}

function doToEvent(world: World, form: URLSearchParams): void {
  const person = personOf(world, form.get('account') ?? '')
  const calendarId = form.get('calendar') ?? person.email
  const id = form.get('event') ?? ''
  const zone = world.calendars.get(calendarId)?.timeZone ?? 'UTC'
  const what = form.get('do') ?? ''
  if (what === 'add') person.addEvent({ calendarId, timeZone: zone, ...readNew(form, zone) })
  if (what === 'move') {
    const { start, end } = readTimes(form, zone)
    person.moveEvent(id, start, end, calendarId)
  }
  const guest = form.get('guest') ?? ''
  if (what === 'invite' && guest !== '') person.addGuests(id, [guest], calendarId)
  if (what === 'delete') person.deleteEvent(id, calendarId)
  if (what === 'accepted' || what === 'declined')
    person.respond(id, what satisfies Attendee['responseStatus'], calendarId)
}

function readNew(form: URLSearchParams, zone: string): NewEvent {
  return {
    summary: form.get('title') ?? '',
    ...(form.has('tentative') ? { status: 'tentative' } : {}),
    ...(form.has('transparent') ? { transparency: 'transparent' } : {}),
    ...readTimes(form, zone),
  }
}

/** The fields of a form: dates name the first and the last day, times are wall times of the zone. */
function readTimes(form: URLSearchParams, zone: string): { start: string; end: string } {
  const start = form.get('start') ?? ''
  const end = form.get('end') ?? ''
  if (form.has('allDay') || !start.includes('T'))
    return { start: start.slice(0, 10), end: dayAfter(end.slice(0, 10)) }
  return { start: instantText(start, zone), end: instantText(end, zone) }
}

function instantText(wall: string, zone: string): string {
  try {
    return Temporal.PlainDateTime.from(wall).toZonedDateTime(zone).toInstant().toString()
  } catch {
    throw new GoogleError(400, 'invalid', 'Give a date and a time.')
  }
}

function dayAfter(date: string): string {
  return shifted(date, day)
}

function dayBefore(date: string): string {
  return shifted(date, -day)
}

function shifted(date: string, by: number): string {
  const at = Date.parse(`${date}T00:00:00Z`)
  if (Number.isNaN(at)) throw new GoogleError(400, 'invalid', 'Give a date.')
  return new Date(at + by).toISOString().slice(0, 10)
}

function refusal(error: OAuthError, { url }: Visit): Reply {
  if (url.pathname === '/o/oauth2/v2/auth') return htmlReply(error.status, errorPage(error))
  return jsonReply(error.status, { error: error.code, error_description: error.message })
}

/** An answer in JSON. */
export function jsonReply(status: number, body: unknown, headers: Record<string, string> = {}): Reply {
  return {
    status,
    headers: {
      'content-type': 'application/json; charset=UTF-8',
      'cache-control': 'no-cache, no-store, max-age=0, must-revalidate',
      ...headers,
    },
    body: `${JSON.stringify(body, null, 2)}\n`,
  }
}

function htmlReply(status: number, body: string): Reply {
  return {
    status,
    headers: { 'content-type': 'text/html; charset=utf-8', 'cache-control': 'no-store' },
    body,
  }
}

function backHome(form: URLSearchParams): Reply {
  return redirect(`/?account=${encodeURIComponent(form.get('account') ?? '')}`, 303)
}

function redirect(location: string, status = 302): Reply {
  return { status, headers: { location, 'cache-control': 'no-store' }, body: '' }
}
