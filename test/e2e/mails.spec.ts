import { expect, type Page, test } from '@playwright/test'

import * as accounts from '#accounts/mails.ts'
import * as calendars from '#calendars/mails.ts'
import * as meetings from '#meetings/mails.ts'
import * as rooms from '#rooms/mails.ts'
import { expectAccessible } from '#test/support/browser.ts'

const url = 'https://talk.example/link/3xQ8mVbN2kLr7TzYcWdPfgAAAABBBBBB'
const to = 'ben@parley.test'
const startsAt = Date.parse('2026-11-03T15:00:00Z')
const span = { startsAt, endsAt: startsAt + 30 * 60_000 }
const dayBefore = { startsAt: span.startsAt - 86_400_000, endsAt: span.endsAt - 86_400_000 }
const link = { provider: 'google', shownAs: 'ben@gmail.example', url } as const

const meeting: meetings.MeetingMail = {
  invitation: { kind: 'meeting_new', method: 'REQUEST', was: null, about: {} },
  holding: null,
  change: { kind: 'booked', actorId: 'ben', reason: '' },
  span,
  reader: { personId: 'ben', timeZone: 'America/New_York', hourCycle: null },
  organizer: { personId: 'ana', name: 'Ana Silva', timeZone: 'Europe/Lisbon' },
  booker: { personId: 'ben', name: 'Ben Carter', timeZone: 'America/New_York' },
  actorName: 'Ben Carter',
  names: ['Ana Silva', 'Ben Carter', 'Dev Patel'],
  roomName: 'Kitchen rebuild',
  note: 'Bring the plans.\nAnd the tape measure.',
  joinUrl: 'https://talk.example/join/3xQ8mVbN2kLr7TzYcWdPfg',
  roomUrl: 'https://talk.example/rooms/01a0',
  consultation: null,
  answerUrls: null,
  calendar: undefined,
  now: startsAt - 10 * 86_400_000,
}
const byAna = { actorName: 'Ana Silva' }
const why = 'The plumber comes later than he said, and I would rather see the wall with him there.'

/** Every kind of mail there is, by what it is about. */
const mails: Record<string, { subject: string; text: string; html: string }> = {
  'sign-in': accounts.signInMail(to, url),
  'new-password': accounts.resetPasswordMail(to, url),
  verify: accounts.verifyAddressMail(to, url),
  'password-changed': accounts.passwordChangedMail(to, url),
  'passkey-added': accounts.passkeyAddedMail(to, url),
  entry: rooms.entryMail({ to, inviterName: 'Ana Silva', url }),
  unread: rooms.unreadMail({
    title: rooms.unreadTitle({ kind: 'message', messages: ['', ''] }, 'Ana Silva', 'Kitchen rebuild'),
    messages: [
      { senderName: 'Ana Silva', text: 'Is the wall dry yet?' },
      { senderName: 'Ana Silva', text: `See https://example.com/${'b'.repeat(120)}` },
    ],
    more: 3,
    url,
  }),
  'other-times': meetings.otherTimesMail({
    personName: 'Ben Carter',
    times: ['Tuesday, 3 November 2026, 15:00–15:30 (Lisbon time)'],
    url,
  }),
  linked: calendars.linkedMail({ to, ...link }),
  unlinked: calendars.unlinkedMail({ to, ...link }),
  'link-broken': calendars.brokenLinkMail({ ...link, sentence: 'Google no longer lets Parley in.' }),
  'relink-window': calendars.relinkWindowMail({
    ...link,
    text: 'We move to another Google project.',
    from: '1 November 2026',
    until: '30 November 2026',
    timeZone: 'Europe/Lisbon',
  }),
  'put-back': meetings.putBackMail({ to, time: 'Monday, 26 October 2026, 10:00–10:30 (Lisbon time)', url }),
  guests: meetings.guestsMail({ to, inviterName: null, guests: ['friend@example.com'], time: 'Monday', url }),
  'meeting-new': meetings.meetingMail(meeting),
  consultation: meetings.meetingMail({
    ...meeting,
    consultation: {
      title: 'Garden plan',
      price: '€45',
      answers: [{ label: 'How large is it?', answer: '20 m², with an old pear tree in the middle of it.' }],
    },
  }),
  'consultation-asked': meetings.holdMail({
    title: 'Ben Carter asks for Garden plan',
    text: 'Fri 23 Oct, 16:30 – 17:00, your time. Answer until Fri 23 Oct, 12:00; until then nobody else can take this time.',
    terms: { price: '€45', answers: [{ label: 'How large is it?', answer: '20 m²' }] },
    reason: 'With an old pear tree.',
    url,
    mayAnswer: true,
  }),
  'meeting-asked': meetings.meetingMail({
    ...meeting,
    reader: { personId: 'dev', timeZone: 'Asia/Kolkata', hourCycle: 12 },
    change: { kind: 'booked', actorId: 'ben', reason: 'Looking forward to it' },
    answerUrls: { accept: `${url}?say=accepted`, decline: `${url}?say=declined` },
  }),
  'meeting-moved': meetings.meetingMail({
    ...meeting,
    ...byAna,
    invitation: { kind: 'meeting_changed', method: 'REQUEST', was: dayBefore, about: {} },
    change: { kind: 'rescheduled', actorId: 'ana', reason: why },
  }),
  'meeting-cancelled': meetings.meetingMail({
    ...meeting,
    ...byAna,
    invitation: { kind: 'meeting_cancelled', method: 'CANCEL', was: null, about: {} },
    change: { kind: 'cancelled', actorId: 'ana', reason: 'Burst pipe' },
  }),
  'meeting-odd': meetings.meetingMail({
    ...meeting,
    holding: 'written',
    actorName: '<script>document.title = "ran"</script>',
    roomName: 'W'.repeat(80),
    names: Array.from({ length: 14 }, (_, index) => `Person Number ${index}`),
    invitation: { kind: 'meeting_changed', method: null, was: null, about: {} },
    change: { kind: 'rescheduled', actorId: 'eve', reason: `https://example.com/${'a'.repeat(150)}` },
  }),
}

// Mail programs show a mail in whatever room they have; nothing in it may be wider, or hard to read in either scheme.
for (const width of [390, 800]) {
  test(`every mail ${width} wide, light and dark`, async ({ page }) => {
    test.setTimeout(240_000)
    await page.setViewportSize({ width, height: 600 })
    for (const [name, { html }] of Object.entries(mails)) {
      await page.setContent(html)
      for (const colorScheme of ['light', 'dark'] as const) {
        await page.emulateMedia({ colorScheme })
        await test.step(`${name}, ${colorScheme}`, () => expectGood(page, `${name}-${width}-${colorScheme}`))
      }
    }
  })
}

test('every mail says as text what it says as HTML', () => {
  for (const [name, { subject, text, html }] of Object.entries(mails)) {
    expect(subject, name).toMatch(/^\S[^\r\n]{3,200}$/)
    expect(text, name).not.toMatch(/[<>]\/?(?:p|td|br|b)\b/)
    const links = [...html.matchAll(/href="([^"]+)"/g)].map(([, address = '']) =>
      address.replaceAll('&amp;', '&'),
    )
    expect(
      links.filter((address) => !text.includes(address)),
      name,
    ).toEqual([])
  }
})

async function expectGood(page: Page, name: string): Promise<void> {
  const path = `${test.info().project.outputDir}/mails/${name}.png`
  await page.screenshot({ path, fullPage: true })
  const wide = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)
  expect(wide, 'nothing is wider than the window').toBeLessThanOrEqual(0)
  expect(await page.title()).not.toBe('ran')
  await expectAccessible(page, 'colours')
}
