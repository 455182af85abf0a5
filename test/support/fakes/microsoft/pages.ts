import { weekScript } from '../week-script.ts'
import type { EventNote, Person } from './person.ts'
import { wallAt } from './wall.ts'
import type { Account } from './world.ts'

const shownAs = ['busy', 'tentative', 'oof', 'workingElsewhere', 'free']
const style = `
  body { margin: 0; background: #f5f6f8; color: #1b1f24; font: 15px/1.5 system-ui, sans-serif }
  main { max-width: 46rem; margin: 2.5rem auto; padding: 0 1rem }
  section, .card { background: #fff; border: 1px solid #dde1e6; border-radius: 10px; padding: 1rem 1.25rem; margin: 1rem 0 }
  h1 { font-size: 1.35rem } h2 { font-size: 1.1rem; margin: 0 } h3 { font-size: .95rem; margin: 1.25rem 0 .5rem }
  p { margin: .35rem 0; color: #4b535d } form { display: flex; flex-wrap: wrap; gap: .5rem; align-items: end; margin: .5rem 0 }
  label { display: grid; font-size: .8rem; color: #4b535d } input, select, textarea, button { font: inherit; padding: .35rem .6rem; border: 1px solid #b9c0c8; border-radius: 6px; background: #fff }
  button { cursor: pointer } button.main { background: #0f5fc2; border-color: #0f5fc2; color: #fff } .wide { width: 100%; text-align: left }
  ul { list-style: none; padding: 0; margin: 0 } li { border-top: 1px solid #eceff2; padding: .6rem 0 }
`

/** Where somebody says which account it is; each is a button, and there is a way out. */
export function accountsPage(
  accounts: readonly Account[],
  url: URL,
  {
    client,
    scopes,
    hint,
  }: { client: { id: string; name?: string }; scopes: readonly string[]; hint: string | undefined },
): string {
  const buttons = accounts.map(
    ({ name, email }) =>
      `<p><button class="wide${email === hint?.toLowerCase() ? ' main' : ''}" name="account" value="${escape(email)}">` +
      `${escape(name)} &lt;${escape(email)}&gt;</button></p>`,
  )
  return page(
    'Pick an account',
    `<div class="card"><h2>Pick an account</h2>
    <p><b>${escape(client.name ?? client.id)}</b> asks for: ${escape(scopes.join(', '))}</p>
    <form method="post" action="${escape(url.pathname + url.search)}"><div style="width:100%">${buttons.join('')}</div>
    <button name="cancel" value="yes">Cancel</button></form></div>`,
  )
}

export function errorPage(code: string, sentence: string): string {
  return page(
    'Sorry',
    `<div class="card"><h2>Sorry, but we’re having trouble signing you in.</h2><p>${escape(code)}: ${escape(sentence)}</p></div>`,
  )
}

/** Everybody's calendars for the coming two months, with all that can be done to them. */
export function homePage(people: readonly { person: Person; account: Account }[], now: number): string {
  return page(
    'Local Microsoft',
    `<h1>Local Microsoft</h1><p>Calendars that live in this program’s memory. What is changed here is seen by who is linked.</p>
    ${people.map(({ person, account }) => accountSection(person, account, now)).join('')}`,
  )
}

/** Outlook's form for a new event, filled in by the link that opened it. */
export function composePage(accounts: readonly Account[], search: URLSearchParams): string {
  const value = (name: string) => escape(search.get(name) ?? '')
  const field = (name: string) => escape(instantField(search.get(name)))
  const options = accounts.map(({ email }) => `<option>${escape(email)}</option>`)
  return page(
    'New event',
    `<div class="card"><h2>New event</h2><form method="post" action="/outlook/compose">
    <label>Calendar of <select name="email">${options.join('')}</select></label>
    <label>Title <input name="subject" size="48" value="${value('subject')}"></label>
    <label>Start (UTC) <input type="datetime-local" name="start" value="${field('startdt')}"></label>
    <label>End (UTC) <input type="datetime-local" name="end" value="${field('enddt')}"></label>
    <label>Location <input name="location" size="48" value="${value('location')}"></label>
    <label>Description <textarea name="body" rows="6" cols="60">${value('body')}</textarea></label>
    <button class="main">Save</button></form></div>`,
  )
}

export function messagePage(sentence: string): string {
  return page(
    'Calendar',
    `<div class="card"><h2>${escape(sentence)}</h2><p><a href="/">To the calendars</a></p></div>`,
  )
}

function accountSection(person: Person, account: Account, now: number): string {
  const hidden = `<input type="hidden" name="email" value="${escape(account.email)}">`
  const where = account.mailbox === 'cloud' ? '' : ' · no cloud mailbox'
  const calendars = person.calendars().map((calendar) => {
    const events = person.events({
      calendar: calendar.id,
      from: now - 86_400_000,
      until: now + 60 * 86_400_000,
    })
    const items = events.map((event) => eventItem(event, account, hidden)).join('')
    return `<h3>${escape(calendar.name)}${calendar.canEdit ? '' : ' (read only)'}</h3>
      <ul>${items || '<li>Nothing in the coming two months.</li>'}</ul>${calendar.canEdit ? addForm(calendar.id, hidden) : ''}`
  })
  return `<section><h2>${escape(account.name)}</h2>
    <p>${escape(account.email)} · ${escape(account.timeZone)}${where}</p>${calendars.join('')}
    <form method="post" action="/outlook/revoke">${hidden}<button>Withdraw every app’s access</button></form></section>`
}

function eventItem(event: EventNote, account: Account, hidden: string): string {
  const ids = `${hidden}<input type="hidden" name="id" value="${escape(event.id)}">`
  const kind = event.isAllDay ? 'date' : 'datetime-local'
  const shown = (at: number, text: string) =>
    event.isAllDay ? text : wallAt(at, account.timeZone).slice(0, 16)
  const marks = [
    event.showAs,
    event.type === 'singleInstance' ? '' : 'recurring',
    event.isCancelled ? 'cancelled' : '',
  ]
  return `<li><b>${escape(event.subject || '(no title)')}</b> · ${escape(marks.filter(Boolean).join(' · '))}
    <form method="post" action="/outlook/move">${ids}
    <label>Start <input type="${kind}" name="start" value="${shown(event.startsAt, event.start)}"></label>
    <label>${event.isAllDay ? 'Day after the last' : 'End'} <input type="${kind}" name="end" value="${shown(event.endsAt, event.end)}"></label>
    <button>Move</button><button formaction="/outlook/delete">Delete</button></form></li>`
}

function addForm(calendarId: string, hidden: string): string {
  const options = shownAs.map((one) => `<option>${one}</option>`).join('')
  return `<form method="post" action="/outlook/add">${hidden}<input type="hidden" name="calendar" value="${escape(calendarId)}">
    <label>Title <input name="subject" required></label>
    <label>Start <input type="datetime-local" name="start" required></label>
    <label>End <input type="datetime-local" name="end" required></label>
    <label>Show as <select name="showAs">${options}</select></label>
    <label>All day <input type="checkbox" name="isAllDay"></label><button class="main">Add</button></form>`
}

/** The link's time as UTC for the field; a time without zone is left as it is. */
function instantField(text: string | null): string {
  const at = text !== null && /Z$|[+-]\d\d:\d\d$/.test(text) ? Date.parse(text) : Number.NaN
  return Number.isNaN(at) ? (text ?? '').slice(0, 16) : wallAt(at, 'UTC').slice(0, 16)
}

function page(title: string, inner: string): string {
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escape(title)} · Local Microsoft</title><style>${style}</style></head><body><main>${inner}</main>${weekScript}</body></html>`
}

function escape(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
}
