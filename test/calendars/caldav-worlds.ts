import { createCalDav } from '#calendars/providers/caldav.ts'
import { toIso } from '#time/instant.ts'
import { addDays } from '#time/wall-time.ts'
import { startFailingProxy } from '#test/support/fakes/caldav/failing-proxy.ts'
import { wallOf } from '#time/zone.ts'

import {
  type Alert,
  calendarZone,
  type ConformanceWorld,
  type Draft,
  type Outside,
  type Series,
  standsAt,
} from './conformance-world.ts'

/** A CalDAV server as a test finds it. */
export type AnyServer = {
  address: string
  userName: string
  password: string
  makeCalendar: () => Promise<string>
  setPassword: (password: string) => void
}

type Account = AnyServer & { calendarAddress: string }

/** A new calendar behind the port, with a place in between where things can go wrong. */
export async function makeCalDavWorld(running: AnyServer): Promise<ConformanceWorld> {
  const server: Account = { ...running, calendarAddress: await running.makeCalendar() }
  const proxy = await startFailingProxy(server.address)
  const { userName, password } = server
  const outside = handsOn(server, (address) => proxy.through(address))
  return {
    provider: createCalDav({ allowPrivateNets: ['127.0.0.1'], now: () => standsAt }),
    access: { address: proxy.through(server.address), userName, password, scopes: '' },
    calendar: {
      externalId: proxy.through(server.calendarAddress),
      timeZone: calendarZone,
      canWrite: true,
    },
    outside,
    fail: proxy.fail,
    killCursors: async () => undefined,
    revoke: async () => server.setPassword('another-one'),
    stop: async () => {
      server.setPassword(password)
      await proxy.stop()
    },
  }
}

/** What a person's other calendar program does, straight with the server. */
function handsOn(server: Account, through: (address: string) => string): Outside {
  const authorization = `Basic ${btoa(`${server.userName}:${server.password}`)}`
  let count = 0
  const straight = (id: string) => id.replace(through(server.address), server.address)
  const send = async (method: string, address: string, body?: string, depth?: string) => {
    const response = await fetch(address, {
      method,
      headers: { authorization, 'content-type': 'text/calendar; charset=utf-8', ...(depth && { depth }) },
      ...(body !== undefined && { body }),
    })
    const text = await response.text()
    if (!response.ok) throw new Error(`${method} ${address}: ${response.status} ${text}`)
    return text
  }
  const put = async (lines: string[], uid = `event-${(count += 1)}@outside.example`) => {
    const address = `${server.calendarAddress}outside-${count}-${lines.length}.ics`
    await send(
      'PUT',
      address,
      calendar([['BEGIN:VEVENT', `UID:${uid}`, 'DTSTAMP:20261001T000000Z', ...lines, 'END:VEVENT']]),
    )
    return through(address)
  }
  const replace = async (id: string, change: (text: string) => string) => {
    const text = await send('GET', straight(id))
    await send('PUT', straight(id), change(text))
  }
  return {
    add: (draft) => put(linesOf(draft), draft.uid),
    addDay: (title, first, last) =>
      put([
        `SUMMARY:${title}`,
        `DTSTART;VALUE=DATE:${basicDate(first)}`,
        `DTEND;VALUE=DATE:${basicDate(addDays(last, 1))}`,
      ]),
    addSeries: async (series) => {
      await send(
        'PUT',
        `${server.calendarAddress}series-${(count += 1)}.ics`,
        seriesText(series, `series-${count}`),
      )
    },
    invite: async (draft, answer) => {
      const partstat = {
        accepted: 'ACCEPTED',
        tentative: 'TENTATIVE',
        declined: 'DECLINED',
        none: 'NEEDS-ACTION',
      }[answer]
      await put([
        ...linesOf(draft),
        'ORGANIZER:mailto:eve@example.com',
        'ATTENDEE;PARTSTAT=ACCEPTED:mailto:eve@example.com',
        `ATTENDEE;PARTSTAT=${partstat}:mailto:${server.userName}`,
      ])
    },
    move: (id, startsAt, endsAt) =>
      replace(id, (text) =>
        text
          .replace(/^DTSTART.*$/m, `DTSTART:${basic(startsAt)}`)
          .replace(/^DTEND.*$/m, `DTEND:${basic(endsAt)}`),
      ),
    remove: async (id) => {
      await send('DELETE', straight(id))
    },
    decline: (id) =>
      replace(id, (text) =>
        text.replace(/^END:VEVENT/m, `ATTENDEE;PARTSTAT=DECLINED:mailto:${server.userName}\r\nEND:VEVENT`),
      ),
    addGuest: (id, address) =>
      replace(id, (text) =>
        text.replace(
          /^END:VEVENT/m,
          `ORGANIZER:mailto:${server.userName}\r\nATTENDEE:mailto:${address}\r\nEND:VEVENT`,
        ),
      ),
    alertOf: async (id) => alertIn(await send('GET', straight(id))),
    setAlert: (id, minutes) =>
      replace(id, (text) =>
        minutes === null
          ? text.replace(/^BEGIN:VALARM[\s\S]*END:VALARM\r?\n/m, '')
          : text.replace(/^TRIGGER:.*$/m, `TRIGGER:-PT${minutes}M`),
      ),
    list: async () => {
      const found = await send('PROPFIND', server.calendarAddress, undefined, '1')
      const hrefs = [...found.matchAll(/<(?:\w+:)?href>([^<]+\.ics)<\/(?:\w+:)?href>/g)].map(
        ([, href]) => href ?? '',
      )
      const own = hrefs.filter((href) => !href.includes('/series-'))
      return await Promise.all(
        own.map(async (href) =>
          listed(through(spelled(href, server)), await send('GET', spelled(href, server))),
        ),
      )
    },
  }
}

/** As the adapter spells it. */
function spelled(href: string, server: Account): string {
  const url = new URL(href, server.address)
  url.pathname = url.pathname
    .split('/')
    .map((segment) => encodeURIComponent(decodeURIComponent(segment)))
    .join('/')
  return url.href
}

function alertIn(text: string): Alert {
  const alarms = [...text.matchAll(/^BEGIN:VALARM[\s\S]*?^TRIGGER:-PT(\d+)M\r?$[\s\S]*?^END:VALARM/gm)]
  if (alarms.length > 1) throw new Error(`It alerts ${alarms.length} times.`)
  return alarms[0] ? Number(alarms[0][1]) : 'none'
}

function listed(id: string, text: string) {
  const unfolded = text.replaceAll(/\r?\n[ \t]/g, '')
  const value = (name: string) =>
    new RegExp(`^${name}[^:\\r\\n]*:(.*)$`, 'm').exec(unfolded)?.[1]?.trim() ?? ''
  const startsAt = instant(value('DTSTART'))
  const endsAt = instant(value('DTEND'))
  return { id, title: value('SUMMARY'), startsAt, endsAt, text: unfolded.replaceAll('\\,', ',') }
}

/** The properties of a VEVENT that a person filled in. */
export function linesOf({ title, startsAt, endsAt, isFree, isPrivate, isTentative, place }: Draft): string[] {
  return [
    `SUMMARY:${title}`,
    `DTSTART:${basic(startsAt)}`,
    `DTEND:${basic(endsAt)}`,
    ...(isFree ? ['TRANSP:TRANSPARENT'] : []),
    ...(isPrivate ? ['CLASS:PRIVATE'] : []),
    ...(isTentative ? ['STATUS:TENTATIVE'] : []),
    ...(place ? [`LOCATION:${place}`] : []),
  ]
}

/** A calendar with nothing but the series in it. */
export function seriesText(series: Series, uid: string): string {
  const { title, startsAt, endsAt, timeZone, count, moved, cancelled } = series
  const local = (at: number) => {
    const { date, minutes } = wallOf(timeZone, at)
    const time = `${String(Math.floor(minutes / 60)).padStart(2, '0')}${String(minutes % 60).padStart(2, '0')}00`
    return `;TZID=${timeZone}:${basicDate(date)}T${time}`
  }
  const head = ['BEGIN:VEVENT', `UID:${uid}`, 'DTSTAMP:20261001T000000Z', `SUMMARY:${title}`]
  const rule = `RRULE:FREQ=WEEKLY;COUNT=${count}`
  const master = [...head, `DTSTART${local(startsAt)}`, `DTEND${local(endsAt)}`, rule]
  if (cancelled !== undefined) master.push(`EXDATE${local(cancelled)}`)
  const events = [[...master, 'END:VEVENT']]
  if (moved) {
    const times = [`DTSTART${local(moved.startsAt)}`, `DTEND${local(moved.endsAt)}`]
    events.push([...head, `RECURRENCE-ID${local(moved.from)}`, ...times, 'END:VEVENT'])
  }
  return calendar(events)
}

/** A calendar of these components. */
export function calendar(events: string[][]): string {
  return `${['BEGIN:VCALENDAR', 'VERSION:2.0', 'PRODID:-//Outside//EN', ...events.flat(), 'END:VCALENDAR'].join('\r\n')}\r\n`
}

/** An instant as iCalendar writes it. */
export function basic(at: number): string {
  return toIso(at).replaceAll(/[-:]/g, '')
}

function basicDate(date: string): string {
  return date.replaceAll('-', '')
}

function instant(text: string): number {
  return Date.parse(text.replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/, '$1-$2-$3T$4:$5:$6Z'))
}
