import { expect, test } from 'vitest'

import { guestsMail, meetingMail, type MeetingMail, putBackMail } from './mails.ts'

const url = 'https://talk.example/rooms/r1'
const time = 'Monday, 26 October 2026, 10:00–10:30 (Lisbon time)'

test('an attendee reads where the meeting stays, and what to do instead', () => {
  const mail = putBackMail({ to: 'dev@parley.test', time, url })
  expect(mail.to).toBe('dev@parley.test')
  for (const body of [mail.text, mail.html]) {
    expect(body).toContain(time)
    expect(body).toContain(url)
    expect(body).toContain('decline it')
  }
})

test('an organizer reads whom they added themselves, and only how many somebody else did', () => {
  const guests = ['<script>@example.com', 'friend@example.com']
  const own = guestsMail({ to: 'ana@parley.test', inviterName: null, guests, time, url })
  expect(own.text).toContain('You added <script>@example.com, friend@example.com to the meeting')
  expect(own.html).not.toContain('<script>')
  const others = guestsMail({ to: 'ana@parley.test', inviterName: 'Ben Carter', guests, time, url })
  expect(others.text).toContain('Ben Carter added 2 guests to the meeting')
  expect(others.text + others.html).not.toContain('friend@example.com')
  const one = guestsMail({ to: 'ana@parley.test', inviterName: 'Ben', guests: ['x@example.com'], time, url })
  expect(one.text).toContain('Ben added a guest to')
})

const startsAt = Date.parse('2026-11-03T15:00:00Z')
const span = { startsAt, endsAt: startsAt + 30 * 60_000 }
const view: MeetingMail = {
  invitation: { kind: 'meeting_new', method: 'REQUEST', was: null, about: {} },
  holding: null,
  change: { kind: 'booked', actorId: 'ben', reason: '' },
  span,
  consultation: null,
  reader: { personId: 'dev', timeZone: 'Asia/Kolkata', hourCycle: 12 },
  organizer: { personId: 'ana', name: 'Ana Silva', timeZone: 'Europe/Lisbon' },
  booker: { personId: 'ben', name: 'Ben Carter', timeZone: 'America/New_York' },
  actorName: 'Ben Carter',
  names: ['Ana Silva', 'Ben Carter', 'Dev Patel'],
  roomName: 'Kitchen rebuild',
  note: '',
  joinUrl: 'https://talk.example/join/abc',
  roomUrl: url,
  answerUrls: null,
  calendar: undefined,
  now: startsAt - 10 * 86_400_000,
}

test('a meeting is told in the reader’s clock and zone, and in the other side’s', () => {
  const { text, subject } = meetingMail(view)
  expect(subject.replaceAll('\u00a0', ' ')).toBe('Meeting on Tue 3 Nov, 8:30 PM: Kitchen rebuild')
  const plain = text.replaceAll('\u00a0', ' ')
  expect(plain).toContain('When: Tue 3 Nov, 8:30 PM – 9:00 PM')
  expect(plain).toContain('Tue 3 Nov, 3:00 PM – 3:30 PM in Lisbon, for Ana Silva')
  // For who organizes it the other side is who booked.
  const own = { personId: 'ana', timeZone: 'Europe/Lisbon', hourCycle: 24 as const }
  expect(meetingMail({ ...view, reader: own }).text).toContain(
    '10:00\u00a0– 10:30 in New York, for Ben Carter',
  )
  // One clock, one line.
  const there = { personId: 'dev', timeZone: 'Europe/London', hourCycle: null }
  expect(meetingMail({ ...view, reader: there }).text).not.toContain('for Ana Silva')
})

test('a consultation is called by what was booked, with its price and answers for whom they are', () => {
  const answers = [{ label: 'How large is it?', answer: '20 m²\nwith <b>trees</b>' }]
  const { subject, text, html } = meetingMail({
    ...view,
    note: 'Garden plan',
    consultation: { title: 'Garden plan', price: '€45', answers },
    reader: { personId: 'ana', timeZone: 'Europe/Lisbon', hourCycle: 24 },
  })
  expect(subject).toBe('Consultation on Tue 3 Nov, 15:00: Garden plan')
  expect(text).toMatch(/^A consultation booked by Ben Carter\n/)
  expect(text).toContain('Consultation: Garden plan\nPrice: €45\n')
  expect(text).toContain('How large is it?\n  20 m²\n  with <b>trees</b>\n')
  expect(text).not.toContain('Note:')
  expect(html).toContain('with &lt;b&gt;trees')
})

test.each<[string, Partial<MeetingMail>]>([
  ['your own since you ended the link', { holding: 'own' }],
  ['cannot be written to at the moment', { holding: 'unreached' }],
  ['Your linked calendar follows by itself', { holding: 'written' }],
  ['change it there by hand', {}],
])('without a calendar part it says what becomes of a copy: %s', (sentence, changes) => {
  const invitation = { kind: 'meeting_changed', method: null, was: span, about: {} } as const
  const { text, html } = meetingMail({ ...view, ...changes, invitation })
  expect(text).toContain(sentence)
  expect(html).toContain(sentence)
  expect(text).toContain('Before: ')
})

test('names, rooms and reasons are text, on one line where they stand in ours', () => {
  const hostile = '<img src=x>\r\nBcc: eve@parley.test'
  const mail = meetingMail({
    ...view,
    actorName: hostile,
    roomName: hostile,
    names: [hostile],
    change: { kind: 'booked', actorId: 'ben', reason: hostile },
  })
  expect(mail.subject).not.toMatch(/[\r\n]/)
  expect(mail.html).not.toContain('<img')
  expect(mail.text).not.toMatch(/^Bcc/m)
})
