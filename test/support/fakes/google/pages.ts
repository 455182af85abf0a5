import { type Html, html } from '#platform/html.ts'

import { contract } from './contract.ts'
import { weekScript } from '../week-script.ts'
import type { OAuthError } from './errors.ts'
import { isIdentityScope, type OAuth, type SignInRequest } from './oauth.ts'
import { type Person, personOf, type SeenEvent } from './person.ts'
import type { World } from './world.ts'

/** What Google's event form is opened with, and what it saves. */
export type EventForm = {
  title: string
  details: string
  location: string
  start: string
  end: string
  zone: string
}

const day = 86_400_000
const scopeNames: Record<string, string> = {
  calendar: 'See, edit, share and delete all calendars',
  'calendar.readonly': 'See and download any calendar',
  'calendar.events': 'View and edit events on all calendars',
  'calendar.events.owned': 'See, create, change and delete events on calendars you own',
  'calendar.events.readonly': 'View events on all calendars',
  'calendar.events.freebusy': 'See when you are free or busy',
  'calendar.freebusy': 'View your availability',
  'calendar.calendarlist.readonly': 'See the list of your calendars',
  'calendar.app.created': 'Make secondary calendars, and see and change their events',
}

const styles = `
:root { color-scheme: light dark; font: 400 15px/1.5 system-ui, sans-serif; }
body { max-width: 44rem; margin: 3rem auto; padding: 0 1.25rem; }
h1 { font-size: 1.4rem; font-weight: 600; } h2 { font-size: 1.05rem; font-weight: 600; margin-top: 2rem; }
form { margin: 0; } .row { display: flex; flex-wrap: wrap; gap: .5rem; align-items: center; padding: .5rem 0; }
.row > strong { flex: 1 1 100%; font-weight: 500; } details { padding: .5rem 0; }
fieldset { border: 1px solid #8883; }
button, input, select, textarea { font: inherit; padding: .3rem .6rem; }
label { display: block; padding: .25rem 0; } ul { list-style: none; padding: 0; } li + li { border-top: 1px solid #8883; }
.quiet { opacity: .7; } .person { display: block; width: 100%; text-align: left; padding: .7rem 1rem; margin: .4rem 0; }
`

/** The page on which a person chooses the account and what the application may do. */
export function consentPage(world: World, request: SignInRequest, query: string): string {
  const { client, scopes, loginHint } = request
  const accounts = [...world.accounts.values()]
  const order = accounts.toSorted(
    (one, other) => Number(other.email === loginHint) - Number(one.email === loginHint),
  )
  const ticked = scopes.filter((scope) => !isIdentityScope(scope))
  return page(
    'Sign in',
    html`<h1>Sign in to ${client.name ?? client.id}</h1>
<p class="quiet">Local Google, for trying things out. No password is asked.</p>
<form method="post" action="/o/oauth2/v2/auth">
<input type="hidden" name="request" value="${query}">
<fieldset><legend>${client.name ?? client.id} would like to</legend>
<p class="quiet">know your name and address</p>
${ticked.map((scope) => html`<label><input type="checkbox" name="scope" value="${scope}" checked> ${scopeName(scope)}</label>`)}
</fieldset>
<h2>Continue as</h2>
${order.map((account) => accountButton(account, account.email === loginHint))}
<button name="cancel" value="yes">Cancel</button>
</form>`,
  )
}

/** What Google shows when it does not send anybody back: a wrong client, redirect address or scope. */
export function errorPage({ status, code, message }: OAuthError): string {
  return page(
    'Access blocked',
    html`<h1>Access blocked: this app’s request is invalid</h1><p>Error ${status}: ${code}</p><p class="quiet">${message}</p>`,
  )
}

/** “Local Google”: whose calendars there are, or one person's calendars with what is coming. */
export function homePage(world: World, oauth: OAuth, email: string | undefined): string {
  const accounts = [...world.accounts.values()]
  if (email === undefined || !world.accounts.has(email))
    return page(
      'Local Google',
      html`<h1>Local Google</h1><p class="quiet">Calendars that live on this machine only. Whose?</p>
<ul>${accounts.map((account) => html`<li class="row"><a href="/?account=${encodeURIComponent(account.email)}">${account.name}, ${account.email}</a></li>`)}</ul>`,
    )
  const person = personOf(world, email)
  return page(
    `Calendars of ${email}`,
    html`<p><a href="/">Local Google</a></p><h1>Calendars of ${email}</h1>
${person.calendars().map((calendar) => calendarPart(world, person, calendar))}
${grantsPart(oauth, email)}`,
  )
}

/** Google's own form for a new event, filled in by an add link. */
export function eventFormPage(world: World, form: EventForm): string {
  const isDate = !form.start.includes('T')
  return page(
    'New event',
    html`<h1>New event</h1>
<form method="post" action="/calendar/render">
<label>Title <input name="title" value="${form.title}" size="50"></label>
<label>From <input name="start" type="${isDate ? 'date' : 'datetime-local'}" value="${form.start}" required></label>
<label>Until <input name="end" type="${isDate ? 'date' : 'datetime-local'}" value="${form.end}" required></label>
<p class="quiet">${form.zone}</p><input type="hidden" name="zone" value="${form.zone}">
<label>Location <input name="location" value="${form.location}" size="50"></label>
<label>Description<br><textarea name="details" rows="6" cols="60">${form.details}</textarea></label>
<label>Calendar <select name="account">${[...world.accounts.values()].map(({ email }) => html`<option>${email}</option>`)}</select></label>
<p><button>Save</button></p>
</form>`,
  )
}

/** A page that says one thing. */
export function notePage(title: string, text: string): string {
  return page(title, html`<h1>${title}</h1><p>${text}</p><p><a href="/">Local Google</a></p>`)
}

function accountButton({ name, email }: { name: string; email: string }, isHinted: boolean): Html {
  return html`<button class="person" name="account" value="${email}"${isHinted ? html` autofocus` : ''}>${name}<br><span class="quiet">${email}</span></button>`
}

function calendarPart(world: World, person: Person, calendar: ReturnType<Person['calendars']>[number]): Html {
  const { id, summary, timeZone, role } = calendar
  const from = world.now() - day
  const events = person.agenda(from, from + 60 * day, id)
  const mayWrite = role === 'owner' || role === 'writer'
  return html`<h2>${summary}</h2><p class="quiet">${timeZone}${mayWrite ? '' : ', to look at only'}</p>
<ul>${events.map((event) => html`<li>${eventRow(person, id, timeZone, event, mayWrite)}</li>`)}</ul>
${events.length === 0 && html`<p class="quiet">Nothing in the next two months.</p>`}
${mayWrite && newEventForm(person, id, timeZone)}`
}

function eventRow(
  person: Person,
  calendarId: string,
  zone: string,
  event: SeenEvent,
  mayWrite: boolean,
): Html {
  const { start, end } = shownTimes(event, zone)
  const type = start.includes('T') ? 'datetime-local' : 'date'
  const marks = [
    event.status === 'tentative' && 'tentative',
    event.transparency === 'transparent' && 'free',
    event.recurringEventId !== undefined && 'repeats',
    ownAnswer(event),
  ].filter(Boolean)
  const title = typeof event.summary === 'string' ? event.summary : 'Busy'
  return html`<form class="row" method="post" action="/local/event">
${hiddenFields(person.email, calendarId)}<input type="hidden" name="event" value="${event.id}">
<strong>${title}${marks.length > 0 && html` <span class="quiet">(${marks.join(', ')})</span>`}</strong>
<input name="start" type="${type}" value="${start}" aria-label="Start of ${title}"${!mayWrite && html` disabled`}>
<input name="end" type="${type}" value="${end}" aria-label="End of ${title}"${!mayWrite && html` disabled`}>
${mayWrite && html`<button name="do" value="move">Move</button><button name="do" value="delete">Delete</button>`}
${mayWrite && html`<input name="guest" type="email" placeholder="Guest’s address" aria-label="Guest of ${title}"><button name="do" value="invite">Invite</button>`}
${ownAnswer(event) !== undefined && html`<button name="do" value="accepted">Yes</button><button name="do" value="declined">No</button>`}
</form>`
}

function newEventForm(person: Person, calendarId: string, zone: string): Html {
  return html`<details><summary>Add an event</summary>
<form method="post" action="/local/event">${hiddenFields(person.email, calendarId)}
<label>Title <input name="title" required></label>
<label>Start <input name="start" type="datetime-local" required></label>
<label>End <input name="end" type="datetime-local" required></label>
<label><input type="checkbox" name="allDay" value="yes"> All day</label>
<label><input type="checkbox" name="tentative" value="yes"> Tentative</label>
<label><input type="checkbox" name="transparent" value="yes"> Show as free</label>
<p class="quiet">${zone}</p><button name="do" value="add">Add</button></form></details>`
}

function grantsPart(oauth: OAuth, email: string): Html {
  const grants = oauth.listGrants(email)
  if (grants.length === 0) return html``
  return html`<h2>Apps with access to this account</h2><ul>${grants.map(
    ({ client }) => html`<li><form class="row" method="post" action="/local/revoke">
<input type="hidden" name="account" value="${email}"><input type="hidden" name="client" value="${client.id}">
<strong>${client.name ?? client.id}</strong><button>Remove access</button></form></li>`,
  )}</ul>`
}

function hiddenFields(email: string, calendarId: string): Html {
  return html`<input type="hidden" name="account" value="${email}"><input type="hidden" name="calendar" value="${calendarId}">`
}

/** As the page's fields hold them: wall times of the calendar's zone, or the first and the last day. */
function shownTimes(event: SeenEvent, zone: string): { start: string; end: string } {
  const [start, end] = [event.start, event.end] as { date?: string; dateTime?: string }[]
  if (start?.date !== undefined && end?.date !== undefined)
    return {
      start: start.date,
      end: Temporal.PlainDate.from(end.date).subtract({ days: 1 }).toString(),
    }
  return { start: wallText(start?.dateTime, zone), end: wallText(end?.dateTime, zone) }
}

function wallText(dateTime: string | undefined, zone: string): string {
  const at = Temporal.Instant.from(dateTime ?? '1970-01-01T00:00:00Z')
  return at.toZonedDateTimeISO(zone).toPlainDateTime().toString({ smallestUnit: 'minute' })
}

function ownAnswer(event: SeenEvent): string | undefined {
  const attendees = (event.attendees ?? []) as { self?: boolean; responseStatus?: string }[]
  return attendees.find(({ self }) => self)?.responseStatus
}

function scopeName(scope: string): string {
  return scopeNames[scope.slice(contract.scopePrefix.length)] ?? scope
}

function page(title: string, body: Html): string {
  return `<!doctype html>\n${html`<html lang="en"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1"><title>${title}</title><link rel="icon" href="data:,"><style>`}${styles}${html`</style></head>
<body>${body}`}${weekScript}</body></html>`
}
