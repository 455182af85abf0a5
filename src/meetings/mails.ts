import type { CalendarPart, Mail } from '#platform/mail.ts'
import { type Html, html, mailLink, mailPage, mailQuote, mailText, mailTime } from '#platform/html.ts'
import {
  type ClockChoice,
  readerBy,
  type Reader,
  sayDateTimeRange,
  sayDay,
  sayParts,
  sayTime,
} from '#time/display.ts'
import type { Instant } from '#time/instant.ts'
import { zoneCity } from '#time/time-zones.ts'
import { cleanLine, cleanProse } from '#ical/plain-text.ts'

import type { Holding, Invitation } from './invitation.ts'
import { type Change, droppedBy, type Span } from './change.ts'
import type { Terms } from './meeting.ts'

/** Whoever tells it knows the address. */
type Unaddressed = Omit<Mail, 'to'>

/** What a mail about a meeting says to one person. Names and texts may be whatever people typed. */
export type MeetingMail = {
  invitation: Invitation
  holding: Holding | null
  /** Why they hear of it. */
  change: Pick<Change, 'kind' | 'actorId' | 'reason'>
  /** The time it is at, or was. */
  span: Span
  /** What was booked of what somebody offers, and what of its terms the reader is told; null for any other meeting. */
  consultation: ({ title: string } & Terms) | null
  reader: ClockChoice & { personId: string }
  organizer: { personId: string; name: string; timeZone: string }
  booker: { personId: string; name: string; timeZone: string }
  actorName: string
  names: readonly string[]
  roomName: string
  note: string
  joinUrl: string
  /** Null for who is no longer in the room. */
  roomUrl: string | null
  /** Where they answer, while their answer is asked for. */
  answerUrls: { accept: string; decline: string } | null
  calendar: CalendarPart | undefined
  now: Instant
}

/** A meeting is new, moved or off: when in both zones, who, why, and how to get in; for calendars that hear by mail, too. */
export function meetingMail(view: MeetingMail): Unaddressed {
  const words = wordsOf(view)
  return {
    subject: words.subject,
    text: writeText(view, words),
    html: writeHtml(view, words),
    ...(view.calendar && { calendar: view.calendar }),
  }
}

type Words = {
  subject: string
  title: string
  /** `Tue 3 Nov, 15:00 – 15:30` for its reader. */
  time: string
  /** Whose time that is, and what it is for the other side. */
  zones: string[]
  was: string | undefined
  reason: { by: string; text: string } | null
  note: string
  /** Label and text: what was booked and what it costs. */
  facts: [string, string][]
  answers: Terms['answers']
  people: string
  room: string
  calendar: string[]
}

const nameLength = 120

function wordsOf(view: MeetingMail): Words {
  const { invitation, span, organizer, reader, note, names, roomName, change, consultation, now } = view
  const mine = readerBy(reader)
  const otherSide = organizer.personId === reader.personId ? view.booker : organizer
  // By the reader's own clock.
  const theirs = { ...mine, timeZone: otherSide.timeZone }
  const range = (time: Span, as: Reader) => sayDateTimeRange([time.startsAt, time.endsAt], as, { now })
  const room = name(roomName)
  const short = `${sayDay(span.startsAt, mine, { now })}, ${sayTime(span.startsAt, mine)}`
  const isApart = range(span, mine) !== range(span, theirs)
  const other = `${range(span, theirs)} in ${zoneCity(otherSide.timeZone)}, for ${name(otherSide.name)}`
  return {
    subject: `${subjectOf(view, short)}: ${consultation ? name(consultation.title) : room}`,
    title: titleOf(view),
    time: range(span, mine),
    zones: [`Your time, ${zoneCity(reader.timeZone)}`, ...(isApart ? [other] : [])],
    was: invitation.was ? range(invitation.was, mine) : undefined,
    reason: change.reason === '' ? null : { by: reasonOf(view), text: cleanProse(change.reason, 1000) },
    // Of a consultation it is the title.
    note: consultation ? '' : cleanProse(note, 2000),
    facts: factsOf(consultation),
    answers: (consultation?.answers ?? []).map(({ label, answer }) => ({
      label: cleanLine(label, 200),
      answer: cleanProse(answer, 2000),
    })),
    people: names.map(name).filter(Boolean).join(', '),
    room,
    calendar: calendarWords(view),
  }
}

function factsOf(consultation: MeetingMail['consultation']): [string, string][] {
  if (!consultation) return []
  const { title, price } = consultation
  return [
    ['Consultation', name(title)],
    ...(price === null ? [] : ([['Price', price]] as [string, string][])),
  ]
}

function subjectOf({ invitation: { kind }, consultation }: MeetingMail, time: string): string {
  if (kind === 'meeting_new') return `${consultation ? 'Consultation' : 'Meeting'} on ${time}`
  return kind === 'meeting_changed' ? `Moved to ${time}` : `Cancelled, ${time}`
}

// Our words come first: a name can be anything, also a warning that is none.
function titleOf(view: MeetingMail): string {
  const { invitation, change, reader, booker, organizer } = view
  const isMine = change.actorId === reader.personId
  const actor = isMine ? 'you' : name(view.actorName)
  const what = view.consultation ? 'consultation' : 'meeting'
  const What = view.consultation ? 'Consultation' : 'Meeting'
  switch (invitation.kind) {
    case 'meeting_new':
      if (change.kind === 'accepted') return `The ${what} is in your calendar again`
      if (booker.personId === reader.personId) return `Your ${what} with ${name(organizer.name)}`
      if (change.kind === 'agreed') return 'Everyone who had to agree has agreed on this meeting'
      if (organizer.personId !== reader.personId) return `A ${what} you are asked to, booked by ${actor}`
      return isMine ? `Your ${what} with ${name(booker.name)}` : `A ${what} booked by ${actor}`
    case 'meeting_changed':
      return `${What} moved by ${actor}`
    case 'meeting_cancelled':
      if (change.kind === 'declined') return 'Declined, and out of your calendar'
      if (droppedBy(change) !== null) return `You are no longer expected at the ${what}`
      return `${What} cancelled by ${actor}`
  }
}

function reasonOf({ change, reader, actorName }: MeetingMail): string {
  const verb = change.kind === 'booked' || change.kind === 'confirmed' ? 'wrote' : 'gave as the reason'
  return `${change.actorId === reader.personId ? 'You' : name(actorName)} ${verb}:`
}

function calendarWords({ invitation, holding }: MeetingMail): string[] {
  const { kind, method } = invitation
  if (method === 'CANCEL') return ['The attached file takes it out of your calendar.', ...byHand(kind)]
  if (method === 'REQUEST') {
    const does = kind === 'meeting_new' ? 'puts it into your calendar' : 'moves it in your calendar'
    return [`The attached file ${does}; later changes come by mail, too.`, ...byHand(kind)]
  }
  if (holding === 'own')
    return [
      'The copy in your calendar is your own since you ended the link: please change it there yourself.',
    ]
  if (holding === 'unreached')
    return [
      'Your calendar cannot be written to at the moment, so what stands there may be out of date. You can relink it in your settings.',
    ]
  if (holding === 'written') return [`Your linked calendar ${writes[kind]} by itself.`]
  return byHand(kind)
}

const writes = {
  meeting_new: 'gets it',
  meeting_changed: 'follows',
  meeting_cancelled: 'lets go of it',
}

function byHand(kind: Invitation['kind']): string[] {
  return kind === 'meeting_new'
    ? []
    : [
        'A copy you added through a link to Google, Outlook or Yahoo stays as it was: change it there by hand.',
      ]
}

function writeText(view: MeetingMail, words: Words): string {
  const { title, time, zones, was, facts, reason, note, answers, people, room, calendar } = words
  const isOff = view.invitation.kind === 'meeting_cancelled'
  const { answerUrls: answer, roomUrl } = view
  const parts = [
    title,
    [
      isOff ? `Was to be: ${time}` : `When: ${time}`,
      ...zones.map((one) => `  ${one}`),
      was && `Before: ${was}`,
    ],
    [...facts.map((fact) => fact.join(': ')), `Room: ${room}`, `Who: ${people}`],
    ...answers.map(({ label, answer }) => [label, ...indented(answer)]),
    reason && [reason.by, ...indented(reason.text)],
    note !== '' && !isOff && ['Note:', ...indented(note)],
    !isOff && `Join the meeting: ${view.joinUrl}`,
    answer && [`Accept: ${answer.accept}`, `Decline: ${answer.decline}`],
    roomUrl && `Open the room: ${roomUrl}`,
    calendar.join(' '),
    'Parley',
  ]
  const written = parts.flatMap((part) => {
    if (!part) return []
    return [typeof part === 'string' ? part : part.filter(Boolean).join('\n')]
  })
  return `${written.filter(Boolean).join('\n\n')}\n`
}

function indented(text: string): string[] {
  return text.split('\n').map((line) => `  ${line}`)
}

function writeHtml(view: MeetingMail, words: Words): string {
  const { title, time, zones, was, facts, reason, note, answers, people, room, calendar } = words
  const { invitation, reader, span, answerUrls, roomUrl, joinUrl } = view
  const isOff = invitation.kind === 'meeting_cancelled'
  const body = html`${mailTime({ leaf: leafOf(span.startsAt, reader), time, lines: zones, was, isOff })}
${facts.length > 0 && mailText(html`${facts.map(([label, text]) => html`${label}: <b>${text}</b><br>`)}`)}
${mailText(html`<b>${room}</b><br>${people}`)}
${answers.map(({ label, answer }) => html`${mailText(label)}${mailQuote(answer)}`)}
${reason && html`${mailText(reason.by)}${mailQuote(reason.text)}`}
${note !== '' && !isOff && html`${mailText('Note:')}${mailQuote(note)}`}
${answerUrls && mailText(html`${mailLink({ label: 'Join the meeting', url: joinUrl })} when it is time. The link stays the same.`)}`
  return mailPage({
    title,
    preview: [time, was && `before ${was}`, words.facts[0]?.[1] ?? room].filter(Boolean).join(' · '),
    body,
    ...buttonsOf({ isOff, answerUrls, roomUrl, joinUrl }),
    footer: html`${calendar.join(' ')}${calendar.length > 0 && html`<br>`}Parley`,
  })
}

function buttonsOf(links: {
  isOff: boolean
  answerUrls: MeetingMail['answerUrls']
  roomUrl: string | null
  joinUrl: string
}) {
  const room = links.roomUrl === null ? [] : [{ label: 'Open the room', url: links.roomUrl }]
  if (links.isOff) return { others: room }
  const answer = links.answerUrls
  if (!answer) return { button: { label: 'Join the meeting', url: links.joinUrl }, others: room }
  return {
    button: { label: 'Accept', url: answer.accept },
    others: [{ label: 'Decline', url: answer.decline }, ...room],
  }
}

function leafOf(at: Instant, reader: MeetingMail['reader']) {
  const part = (parts: Parameters<typeof sayParts>[2]) => sayParts(at, readerBy(reader), parts)
  return {
    month: part({ month: 'short' }),
    day: part({ day: 'numeric' }),
    weekday: part({ weekday: 'short' }),
  }
}

function name(text: string): string {
  return cleanLine(text, nameLength) || 'Somebody'
}

/** Tells an attendee that a meeting does not move for all because they moved it in their calendar. */
export function putBackMail({ to, time, url }: { to: string; time: string; url: string }): Mail {
  const title = 'The meeting stays at its time'
  const why = `You moved the meeting of ${time} in your calendar. Only who organized or booked it can move it for all, so it was put back there.`
  const how = 'If the time does not suit you, decline it or ask in the room for another one.'
  return { to, ...write({ title, paragraphs: [why, how], button: { label: 'Open the room', url } }) }
}

/** Tells an organizer that people were asked in an outside calendar who cannot come in. `inviterName` is null for the organizer. */
export function guestsMail(parts: {
  to: string
  inviterName: string | null
  guests: readonly string[]
  time: string
  url: string
}): Mail {
  const { to, inviterName, guests, time, url } = parts
  const title = 'A guest was added in a calendar'
  const who = inviterName === null ? guests.join(', ') : many(guests.length)
  const what = `${inviterName ?? 'You'} added ${who} to the meeting of ${time} in a calendar.`
  const why = 'Only members of the room are attendees, so whoever was added there cannot enter the call.'
  const how = 'To bring them in, open the room and give them an entry: a link, or a mail to their address.'
  return {
    to,
    ...write({ title, paragraphs: [what, `${why} ${how}`], button: { label: 'Open the room', url } }),
  }
}

/** Reminds somebody of a meeting, in their own time. */
export function reminderMail(parts: {
  title: string
  time: string
  joinUrl: string
  roomUrl: string
}): Unaddressed {
  const { title, time, joinUrl, roomUrl } = parts
  const what = `${time}.`
  const how = `To move or cancel it, or to say that you cannot come, open the room: ${roomUrl}`
  return write({ title, paragraphs: [what, how], button: { label: 'Join the meeting', url: joinUrl } })
}

/** Tells the other side that new times are offered for a meeting, or that none is wanted any more. */
export function newTimesMail(parts: {
  isOffered: boolean
  name: string
  time: string
  reason: string
  url: string
}): Unaddressed {
  const { isOffered, name, time, reason, url } = parts
  const title = isOffered ? `${name} asks for a new time` : 'The meeting stays at its time'
  const asked = [
    `${name} offers new times for the meeting of ${time}.`,
    ...(reason ? [`“${reason}”`] : []),
    'Until one is chosen, the meeting stands as it is.',
  ]
  const paragraphs = isOffered ? asked : [`No new time is wanted any more. The meeting is on ${time}.`]
  const label = isOffered ? 'Choose a new time' : 'Open the room'
  return write({ title, paragraphs, button: { label, url } })
}

/** Tells somebody that a time is asked for and waits for their answer, or that it was given back. */
export function holdMail(parts: {
  title: string
  /** With the time, as the reader’s clock shows it. */
  text: string
  terms: Terms
  reason: string
  url: string
  mayAnswer: boolean
}): Unaddressed {
  const { title, text, terms, reason, url, mayAnswer } = parts
  const paragraphs = [
    text,
    ...(terms.price === null ? [] : [`Price: ${terms.price}`]),
    ...(reason ? [`“${cleanProse(reason, 1000)}”`] : []),
    ...terms.answers.map(({ label, answer }) => `${cleanLine(label, 200)} ${cleanProse(answer, 2000)}`),
  ]
  const label = mayAnswer ? 'Say yes or no' : 'Open the room'
  return write({ title, paragraphs, button: { label, url } })
}

/** Tells who sent an invite that somebody answered with times of their own. `times` are spelled for the reader. */
export function otherTimesMail(parts: {
  personName: string
  times: readonly string[]
  url: string
}): Unaddressed {
  const { personName, times, url } = parts
  const what = 'None of the times you offered suits. These would:'
  const how = 'Open the room and press one of them: it is booked at once.'
  return write({
    title: `${personName} offers other times`,
    paragraphs: [what, ...times, how],
    button: { label: 'Open the room', url },
  })
}

/** Tells the organizer that somebody does not come. `time` is spelled for the reader. */
export function declinedMail(parts: {
  personName: string
  time: string
  reason: string
  url: string
}): Unaddressed {
  const { personName, time, reason, url } = parts
  const title = `${name(personName)} declined`
  const what = `${name(personName)} does not come to the meeting of ${time}.`
  const quote = reason ? [`“${cleanProse(reason, 1000)}”`] : []
  const paragraphs = [what, ...quote, 'It goes on without them.']
  return write({ title, paragraphs, button: { label: 'Open the room', url } })
}

/** Asks somebody which of the times of an invite suit them: at first, when others are offered, or as a reminder. */
export function answerWantedMail(parts: {
  organizerName: string
  /** The deadline as the reader's clock shows it. */
  until: string
  why: 'asked' | 'changed' | 'half' | 'day' | 'deadline'
  minutes: number
  roomName: string
  note: string
  url: string
}): Unaddressed {
  const { organizerName, until, why, minutes, roomName, note, url } = parts
  const asks = `${organizerName} asks which times suit you`
  const titles = { asked: asks, changed: `${organizerName} offers other times: which suit you?` }
  const about = `A meeting of ${minutes} minutes, in ${cleanLine(roomName, 120)}.`
  const quote = note ? [`“${cleanProse(note, 1000)}”`] : []
  const what = `Mark every time that suits you. Please answer until ${until}.`
  const how =
    'As soon as everyone who must agree has answered, the earliest time that suits them all is booked by itself. Nobody else sees what you mark.'
  return write({
    title: why === 'asked' || why === 'changed' ? titles[why] : `Reminder: ${asks}`,
    paragraphs: [about, ...quote, what, how],
    button: { label: 'Mark your times', url },
  })
}

function many(count: number): string {
  return count === 1 ? 'a guest' : `${count} guests`
}

function write(page: {
  title: string
  paragraphs: readonly string[]
  button: { label: string; url: string }
}): Unaddressed {
  const { title, paragraphs, button } = page
  const body: Html = mailText(...paragraphs)
  return {
    subject: title,
    text: `${paragraphs.join('\n\n')}\n\n${button.label}: ${button.url}\n`,
    html: mailPage({ title, body, button }),
  }
}
