import { readFile } from 'node:fs/promises'

import ICAL from 'ical.js'

import {
  conversation,
  expect,
  isPhone,
  type Locator,
  mailedLink,
  type Page,
  type Person,
  say,
  test,
} from '#test/support/browser.ts'

test.describe.configure({ timeout: 300_000 })

const room = 'Kitchen rebuild'

test('two people who talk agree on a time, move it, and let it go', async ({ parley, open }) => {
  let copy: Copy | undefined
  const [ana, ben] = await Promise.all([open('ana'), open('ben')])

  await test.step('Ana signs up, makes a room and invites Ben by mail', async () => {
    await signUp(ana)
    await makeRoom(ana.page)
    await bringIn(ana.page, ben.email)
  })

  await test.step('Ben gets from the mail into the room without losing the way', async () => {
    await ben.page.goto(await mailedLink(parley, ben))
    await expect(
      ben.page.getByRole('heading', { name: `${ana.name} invites you to a conversation` }),
    ).toBeVisible()
    await ben.page.getByRole('link', { name: 'Make an account' }).click()
    await expect(ben.page.getByLabel('Mail address')).toHaveValue(ben.email)
    await fillSignUp(ben)
    await ben.page.getByRole('button', { name: 'Come in' }).click()
    await expect(ben.page.getByRole('heading', { name: room })).toBeVisible()
    await expect(conversation(ana.page).getByText('Ben Carter', { exact: false })).toBeVisible()
  })

  await test.step('they talk', () => talk(ana, ben))

  await test.step('Ana offers times without linking a calendar', async () => {
    await offerTimes(ana.page)
    for (const { page } of [ana, ben])
      await expect(inviteCard(page)).toContainText('45 minutes · meant in Madrid time')
    await expect(inviteCard(ben.page)).toContainText('The wall and the window.')
    await expect(inviteCard(ana.page).getByText('Waiting for an answer')).toBeVisible()
  })

  await test.step('Ana sees her offer as Ben does, but cannot confirm it', async () => {
    await inviteCard(ana.page).getByRole('link', { name: 'Schedule a meeting' }).click()
    await chooseLastTime(ana.page, 0)
    await expect(dialog(ana.page).getByText('You offered these times')).toBeVisible()
    await expect(dialog(ana.page).getByRole('button', { name: 'Confirm' })).toHaveCount(0)
    await dialog(ana.page).getByRole('button', { name: 'Close' }).click()
  })

  await test.step('Ben schedules', async () => {
    await inviteCard(ben.page).getByRole('link', { name: 'Schedule a meeting' }).click()
    await chooseLastTime(ben.page, 0)
    const chosen = ben.page.getByRole('group', { name: 'The time you chose' })
    await expect(chosen).toContainText('your time')
    await expect(chosen).toContainText('in Madrid for Ana Silva')
    await confirm(ben.page)
    for (const { page } of [ana, ben]) {
      await expect(meetingCard(page)).toContainText('Confirmed')
      await expect(page.getByRole('article', { name: /times for a meeting/ })).toHaveCount(0)
    }
    await expect(meetingCard(ana.page)).toContainText(/in New York for Ben Carter/)
    await expect(meetingCard(ben.page)).toContainText(/in Lisbon for Ana Silva/)
  })

  await test.step('everybody can add it to a calendar', async () => {
    // The organizer has it on the card; everybody else is offered it by the room as well.
    await expect(meetingCard(ana.page).getByRole('button', { name: 'Add to calendar' })).toBeVisible()
    const offered = conversation(ben.page).getByRole('button', { name: 'Add to calendar' })
    await expect(offered).toHaveCount(2)
    await expect(conversation(ana.page).getByRole('button', { name: 'Add to calendar' })).toHaveCount(1)
    copy = await addToCalendar(ben, offered.last())
    expect(copy).toMatchObject({ method: 'PUBLISH', status: 'CONFIRMED', sequence: 0 })
  })

  await test.step('the join page says who, when and how early', async () => {
    await meetingCard(ben.page).getByRole('link', { name: 'Join the meeting' }).click()
    await expect(ben.page).toHaveURL(/\/join\//)
    await expect(ben.page.getByRole('heading', { name: room })).toBeVisible()
    await expect(
      ben.page.getByText('Ana Silva, Ben Carter').or(ben.page.getByText('Ben Carter, Ana Silva')),
    ).toBeVisible()
    await expect(ben.page.getByText(/your time$/)).toBeVisible()
    await expect(ben.page.getByRole('main').getByRole('status')).toContainText(
      /Starts in \d+ .*You are early/,
    )
    await ben.page.getByRole('link', { name: 'To the room' }).click()
  })

  await test.step('Ben moves it, with a reason and a word', async () => {
    const before = await meetingCard(ben.page).getByRole('heading').innerText()
    await meetingCard(ben.page).getByRole('button', { name: 'Reschedule' }).click()
    await chooseLastTime(ben.page, 1)
    await dialog(ben.page).getByLabel('Reason (optional)').fill('The builders come that day.')
    await confirm(ben.page)
    await dialog(ben.page).getByLabel('Message to the room').fill('I hope that works for you.')
    await dialog(ben.page).getByRole('button', { name: 'Send' }).click()
    await expect(dialog(ben.page)).toHaveCount(0)
    await expect(conversation(ana.page).getByText('I hope that works for you.')).toBeVisible()
    await expect(meetingCard(ben.page).locator('s')).toContainText(before)
    await expect(meetingCard(ana.page).locator('s')).toBeVisible()
    await expect(
      conversation(ana.page).getByText(/Ben Carter moved the meeting from .*The builders come that day/),
    ).toBeVisible()
  })

  await test.step('whoever has a copy can put the new time in its place', async () => {
    // The organizer's copy is as stale as anybody's.
    const before = copy
    for (const { page } of [ana, ben]) {
      const told = conversation(page).locator('[data-message]').filter({ hasText: 'does not move by itself' })
      await told.getByRole('button', { name: 'Add to calendar' }).click()
      const moved = await downloadBy(page, () =>
        page.getByRole('menuitem', { name: 'iCalendar file' }).click(),
      )
      expect(moved).toMatchObject({ uid: before?.uid, method: 'PUBLISH', status: 'CONFIRMED', sequence: 1 })
      expect(moved.startsAt).not.toBe(before?.startsAt)
      copy = moved
    }
  })

  await test.step('Ana cancels it, with a reason', async () => {
    await meetingCard(ana.page).getByRole('button', { name: 'Cancel', exact: true }).click()
    await dialog(ana.page).getByLabel('Reason (optional)').fill('The van broke down.')
    await dialog(ana.page).getByRole('button', { name: 'Cancel the meeting' }).click()
    await dialog(ana.page).getByRole('button', { name: 'No thanks' }).click()
    for (const { page } of [ana, ben]) {
      await expect(meetingCard(page)).toContainText('Cancelled')
      await expect(meetingCard(page).getByRole('button', { name: 'Reschedule' })).toHaveCount(0)
      await meetingCard(page).getByRole('button', { name: 'History (3)' }).click()
      const history = meetingCard(page).getByRole('list', { name: 'History' }).getByRole('listitem')
      await expect(history).toHaveText([
        /^(Ben Carter|You) booked/,
        /^(Ben Carter|You) moved it from .*builders/,
        /^(Ana Silva|You) cancelled it.*van/,
      ])
      await expect(conversation(page).getByText('does not go by itself')).toBeVisible()
    }
  })

  await test.step('the file they added says the same from now on', async () => {
    const cancelled = await downloadBy(ben.page, () =>
      ben.page.evaluate((address) => {
        const link = document.createElement('a')
        link.href = address
        link.click()
      }, copy?.address ?? ''),
    )
    const { uid, startsAt } = copy ?? {}
    expect(cancelled).toMatchObject({ uid, startsAt, method: 'PUBLISH', status: 'CANCELLED', sequence: 2 })
  })

  await test.step('Ana takes another offer back', async () => {
    await openFlow(ana.page)
    await dialog(ana.page).getByRole('button', { name: 'Skip' }).click()
    await dialog(ana.page).getByRole('button', { name: 'Next' }).click()
    await dialog(ana.page).getByRole('button', { name: 'Send' }).click()
    await inviteCard(ana.page).getByRole('button', { name: 'Withdraw' }).click()
    await ana.page.getByRole('alertdialog').getByRole('button', { name: 'Withdraw' }).click()
    for (const { page } of [ana, ben]) {
      await expect(page.getByRole('article', { name: 'Invite, withdrawn' })).toContainText(
        'This invite was taken back.',
      )
    }
    const told = 'took back the invite to a meeting of 30 minutes'
    await expect(conversation(ana.page).getByText(`You ${told}`)).toBeVisible()
    await expect(conversation(ben.page).getByText(`Ana Silva ${told}`)).toBeVisible()
  })
})

async function signUp(person: Person): Promise<void> {
  await person.page.goto('/')
  await person.page.getByRole('link', { name: 'Make an account' }).click()
  await person.page.getByLabel('Mail address').fill(person.email)
  await fillSignUp(person)
  await expect(person.page.getByText('No rooms yet')).toBeVisible()
}

async function fillSignUp({ page, name, password }: Person): Promise<void> {
  await page.getByLabel('Your name').fill(name)
  await page.getByLabel('Password', { exact: true }).fill(password)
  await page.getByRole('button', { name: 'Make the account' }).click()
}

async function makeRoom(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'New room' }).first().click()
  await dialog(page).getByLabel('Name').fill(room)
  await page.keyboard.press('Enter')
  await expect(page.getByRole('heading', { name: room })).toBeVisible()
}

async function bringIn(page: Page, email: string): Promise<void> {
  await page.getByRole('button', { name: 'Room options' }).click()
  await page.getByRole('menuitem', { name: 'Bring others in' }).click()
  const field = page.getByLabel('Send an entry mail')
  const send = page.getByRole('button', { name: 'Send', exact: true })
  await field.fill('ben at home')
  await send.click()
  await expect(page.getByText('This does not look complete yet.')).toBeVisible()
  // What was wrong goes while it is typed over: were it to go on leaving the field, Send would move from under the press.
  await field.fill(email)
  await send.click()
  await expect(page.getByText('Waiting to come in')).toBeVisible()
  await page.getByRole('button', { name: /^Close/ }).click()
}

async function countUnread(page: Page): Promise<number> {
  const answer = await page.request.get('/api/rooms')
  const { rooms }: { rooms: { unread: number }[] } = await answer.json()
  return rooms.reduce((sum, one) => sum + one.unread, 0)
}

async function talk(ana: Person, ben: Person): Promise<void> {
  await say(ben.page, 'Hello Ana, this is **Ben**.')
  await expect(conversation(ana.page).locator('strong', { hasText: 'Ben' })).toBeVisible()
  await expect.poll(() => countUnread(ana.page)).toBe(0)

  // Ana looks elsewhere: what comes meanwhile is counted, and read once she looks.
  await ana.page.goto('/rooms')
  const inList = ana.page.getByRole('navigation', { name: 'Rooms' }).getByRole('link', { name: room })
  await expect(inList).toBeVisible()
  await say(ben.page, 'Is the oak worktop doable?')
  await say(ben.page, 'And by when?')
  await expect(inList).toContainText('2 unread')
  await inList.click()
  await expect(conversation(ana.page).getByText('And by when?')).toBeVisible()
  if (!isPhone(ana.page)) await expect(inList).not.toContainText('unread')

  // Her own message stands there before the server has it.
  let letThrough: () => void = () => undefined
  const held = new Promise<void>((resolve) => (letThrough = resolve))
  await ana.page.route('**/messages', async (route) => {
    await held
    await route.continue()
  })
  await say(ana.page, 'It is dobale, in three weeks.')
  await expect(ana.page.getByRole('list', { name: 'On their way' })).toContainText('It is dobale')
  await expect(conversation(ben.page).getByText('It is dobale')).toHaveCount(0)
  letThrough()
  await expect(conversation(ben.page).getByText('It is dobale')).toBeVisible()
  await expect(ana.page.getByRole('list', { name: 'On their way' })).toHaveCount(0)
  await ana.page.unroute('**/messages')

  await messageAction(ana.page, 'It is dobale', 'Edit')
  await ana.page.getByRole('textbox', { name: 'Edit message' }).fill('It is doable, in three weeks.')
  await ana.page.getByRole('button', { name: 'Save' }).click()
  await expect(message(ben.page, 'It is doable, in three weeks.')).toContainText('edited')

  await say(ana.page, 'This one goes again.')
  await expect(message(ben.page, 'This one goes again.')).toBeVisible()
  await messageAction(ana.page, 'This one goes again.', 'Delete')
  await ana.page.getByRole('alertdialog').getByRole('button', { name: 'Delete' }).click()
  for (const { page } of [ana, ben]) {
    await expect(conversation(page).getByText('This one goes again.')).toHaveCount(0)
    await expect(conversation(page).getByText('Message deleted')).toBeVisible()
  }
}

async function messageAction(page: Page, text: string, action: 'Edit' | 'Delete'): Promise<void> {
  const mine = message(page, text)
  if (isPhone(page)) {
    await mine.getByRole('button', { name: 'Message options' }).click()
    await page.getByRole('menuitem', { name: action }).click()
  } else {
    await mine.hover()
    await mine.getByRole('button', { name: `${action} message` }).click()
  }
}

async function openFlow(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Invite to a meeting' }).click()
  await expect(dialog(page).getByRole('heading', { name: /^Connect your calendar/ })).toBeVisible()
}

async function offerTimes(page: Page): Promise<void> {
  const flow = dialog(page)
  await openFlow(page)
  const notHere = flow.getByText('is not turned on here yet')
  const connect = flow.getByRole('button', { name: 'Connect', exact: true })
  for (const [kind, shown] of [
    ['Google', notHere],
    ['Microsoft', notHere],
    ['Apple iCloud', connect],
    ['CalDAV', connect],
    ['Calendar feed', connect],
  ] as const) {
    const button = flow.getByRole('button', { name: new RegExp(`^${kind}`) })
    await button.click()
    await expect(shown.filter({ visible: true }).first()).toBeVisible()
    await button.click()
  }
  await flow.getByRole('button', { name: 'Skip' }).click()

  await expect(flow.getByRole('heading', { name: /^Share your availability/ })).toBeVisible()
  const zone = flow.getByRole('combobox', { name: 'Time zone' })
  await expect(zone).toHaveValue(/Lisbon/)
  await zone.fill('madrid')
  await page.getByRole('option', { name: /Madrid/ }).click()
  await expect(zone).toHaveValue(/Madrid/)

  const monday = flow.getByRole('group', { name: 'Monday', exact: true })
  await monday.getByRole('button', { name: 'Add hours on Monday' }).click()
  await expect(monday.getByRole('button', { name: /^Remove/ })).toHaveCount(2)
  await monday.getByRole('button', { name: /^Copy Monday/ }).click()
  const copying = page.getByRole('dialog', { name: /^Copy Monday/ })
  for (const day of [/^Wed/, /^Sun/])
    await copying.getByRole('checkbox', { name: day }).click({ force: true })
  await page.getByRole('button', { name: 'Apply' }).click()
  for (const day of ['Wednesday', 'Sunday']) {
    const row = flow.getByRole('group', { name: day, exact: true })
    await expect(row.getByRole('button', { name: /^Remove/ })).toHaveCount(2)
  }
  const sunday = flow.getByRole('group', { name: 'Sunday', exact: true })
  await sunday
    .getByRole('button', { name: /^Remove/ })
    .last()
    .click()
  await expect(sunday.getByRole('button', { name: /^Remove/ })).toHaveCount(1)
  await flow.getByRole('button', { name: 'Next' }).click()

  await expect(flow.getByRole('heading', { name: /^Choose meeting duration/ })).toBeVisible()
  await expect(flow.getByRole('heading', { name: /, step \d of \d$/ })).toHaveCount(1)
  await flow.getByRole('radio', { name: '45 min' }).check({ force: true })
  await flow.getByLabel('Note (optional)').fill('The wall and the window.')
  await flow.getByRole('button', { name: 'Back' }).click()
  await expect(zone).toHaveValue(/Madrid/)
  await flow.getByRole('button', { name: 'Next' }).click()
  await expect(flow.getByLabel('Note (optional)')).toHaveValue('The wall and the window.')
  await flow.getByRole('button', { name: 'Send' }).click()
  await expect(flow).toHaveCount(0)
}

// The last time of a day is at night on neither side of the Atlantic.
async function chooseLastTime(page: Page, whichDay: number): Promise<void> {
  const free = dialog(page).getByRole('gridcell').locator('[role=button]:not([aria-disabled=true])')
  await expect(free.first()).toBeVisible()
  const isInNextMonth = whichDay >= (await free.count())
  if (isInNextMonth) await dialog(page).getByRole('button', { name: 'Next' }).click()
  await free.nth(isInNextMonth ? 0 : whichDay).click()
  const times = dialog(page)
    .getByRole('region', { name: /^Times on/ })
    .getByRole('listitem')
    .getByRole('button')
  await expect(times.first()).toBeVisible()
  await times.last().click()
}

async function confirm(page: Page): Promise<void> {
  await dialog(page).getByRole('button', { name: 'Confirm' }).click()
}

/** What a downloaded file says of the meeting, and where it came from. */
type Copy = {
  address: string
  uid: string
  method: unknown
  status: unknown
  sequence: unknown
  startsAt: number
  endsAt: number
  text: string
}

async function downloadBy(page: Page, press: () => Promise<void>): Promise<Copy> {
  const downloading = page.waitForEvent('download')
  await press()
  const download = await downloading
  const text = await readFile(await download.path(), 'utf8')
  const calendar = new ICAL.Component(ICAL.parse(text))
  const found = calendar.getFirstSubcomponent('vevent')
  if (!found) throw new Error('The file holds no event.')
  const event = new ICAL.Event(found)
  return {
    address: download.url(),
    uid: event.uid,
    method: calendar.getFirstPropertyValue('method'),
    status: found.getFirstPropertyValue('status'),
    sequence: found.getFirstPropertyValue('sequence'),
    startsAt: event.startDate.toJSDate().getTime(),
    endsAt: event.endDate.toJSDate().getTime(),
    text: text.replaceAll(/\r\n[ \t]/g, ''),
  }
}

async function addToCalendar({ page, context }: Person, button: Locator): Promise<Copy> {
  const joinUrl = new URL(
    (await meetingCard(page).getByRole('link', { name: 'Join the meeting' }).getAttribute('href')) ?? '',
    page.url(),
  ).href
  await button.click()
  const copy = await downloadBy(page, () => page.getByRole('menuitem', { name: 'iCalendar file' }).click())
  const { startsAt, endsAt } = copy
  await expect(meetingCard(page)).toHaveAccessibleName(
    new RegExp(timeIn('America/New_York', new Date(startsAt))),
  )
  expect(endsAt - startsAt).toBe(45 * 60_000)
  expect(copy.text).toContain(joinUrl)

  // The vendors are elsewhere: what counts is where each link would lead.
  await context.route(/^https:/, (route) => route.fulfill({ body: 'elsewhere' }))
  for (const [vendor, read] of Object.entries(vendors)) {
    await button.click()
    const opening = page.waitForEvent('popup')
    await page.getByRole('menuitem', { name: vendor }).click()
    const opened = await opening
    await opened.waitForURL(/^https:/)
    const told = read(new URL(opened.url()).searchParams)
    expect({ vendor, ...told, times: told.times.map(instantIn) }).toEqual({
      vendor,
      title: `Meeting: ${room}`,
      times: [startsAt, endsAt],
      place: joinUrl,
      text: expect.stringContaining(joinUrl),
    })
    await opened.close()
  }
  return copy
}

type Told = {
  title: string | null
  times: (string | null | undefined)[]
  place: string | null
  text: string | null
}

const ofOutlook = (link: URLSearchParams): Told => ({
  title: link.get('subject'),
  times: [link.get('startdt'), link.get('enddt')],
  place: link.get('location'),
  text: link.get('body'),
})

const vendors: Record<string, (link: URLSearchParams) => Told> = {
  'Google Calendar': (link) => ({
    title: link.get('text'),
    times: (link.get('dates') ?? '').split('/'),
    place: link.get('location'),
    text: link.get('details'),
  }),
  'Outlook.com': ofOutlook,
  'Office 365': ofOutlook,
  Yahoo: (link) => ({
    title: link.get('title'),
    times: [link.get('st'), link.get('et')],
    place: link.get('in_loc'),
    text: link.get('desc'),
  }),
}

// `20261103T150000Z` as well as `2026-11-03T15:00:00Z`.
function instantIn(text: string | null | undefined): number {
  const extended = (text ?? '').replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/, '$1-$2-$3T$4:$5:$6Z')
  return Date.parse(extended)
}

function timeIn(timeZone: string, at: Date): string {
  const format = new Intl.DateTimeFormat('en-US', { timeZone, hour: 'numeric', minute: '2-digit' })
  return format.format(at).replaceAll(/\s/g, String.raw`\s`)
}

function dialog(page: Page): Locator {
  return page.getByRole('dialog')
}

function inviteCard(page: Page): Locator {
  return conversation(page).getByRole('article', { name: /times for a meeting$/ })
}

function meetingCard(page: Page): Locator {
  return conversation(page).getByRole('article', { name: /^Meeting/ })
}

function message(page: Page, text: string): Locator {
  return page.locator('[data-message]').filter({ hasText: text }).last()
}
