import { createServer } from 'node:http'

import { makeOffering, makePng, takeHandle } from '#test/consultations/offerings.ts'
import {
  conversation,
  expect,
  expectAccessible,
  type Locator,
  type Page,
  test,
} from '#test/support/browser.ts'
import { signUp } from '#test/support/client.ts'
import { bePliable } from '#test/support/story-world.ts'

const friday = '2026-10-23'

test.describe.configure({ timeout: 240_000 })
test.use({ startAt: `${friday}T10:00:00Z` })

test.describe('what one offers', () => {
  // The refusals of what is not right yet, and the page of what is off.
  test.use({ expected: /status of (404|409|422)/ })

  test('is written, put in order, turned on and found', async ({ openSignedIn, open }) => {
    const [ana, ben] = await Promise.all([openSignedIn('ana'), open('ben')])
    const { page } = ana
    await page.goto('/settings/consultations')
    await expect(page.getByLabel('Your address')).toHaveValue('ana-silva')
    await page.getByRole('button', { name: 'Take this address' }).click()
    await expect(page.getByLabel('Your page')).toHaveValue(/\/p\/ana-silva$/)

    await page.getByRole('link', { name: 'Offer a consultation' }).click()
    await page.getByRole('button', { name: 'Save' }).click()
    await expect(page.getByText('The title is needed.')).toBeVisible()
    await page.getByLabel('Title').fill('Garden plan')
    await page.getByLabel('Description').fill('Bring pictures of your garden.')
    await page.getByRole('checkbox', { name: '1 hour', exact: true }).press('Space')
    await page.getByRole('radio', { name: 'A price' }).press('Space')
    await page.getByRole('textbox', { name: 'Price' }).fill('45')
    const other = page.getByRole('textbox', { name: 'Another duration' })
    await other.fill('7')
    await page.getByRole('button', { name: 'Add', exact: true }).click()
    await expect(page.getByText('A consultation takes between 10 and 240 minutes.')).toBeVisible()
    await expect(other).toHaveValue('7')
    await page.getByRole('button', { name: 'Add a question' }).click()
    await page.getByLabel('Question 1', { exact: true }).fill('How much sun has it?')
    await page.getByRole('button', { name: 'Add a question' }).click()
    await page.getByLabel('Question 2', { exact: true }).fill('How large is it?')
    await page.getByRole('button', { name: 'Move question 2 up' }).press('Enter')
    await expect(page.getByLabel('Question 1', { exact: true })).toHaveValue('How large is it?')
    await expectAccessible(page)
    await page.getByRole('button', { name: 'Save' }).click()

    const row = page.getByRole('listitem').filter({ hasText: 'Garden plan' })
    await expect(row).toContainText('30 minutes or 1 hour · €45 · For anyone')
    const there = '/p/ana-silva/garden-plan'
    expect((await ben.page.goto(there))?.status()).toBe(404)
    await row.getByRole('button', { name: 'Turn on Garden plan' }).click()
    await expect(row.getByText('On', { exact: true })).toBeVisible()
    expect((await ben.page.goto(there))?.status()).toBe(200)
    await expect(ben.page.getByRole('heading', { name: 'Garden plan', level: 1 })).toBeVisible()

    await row.getByRole('link', { name: 'Garden plan' }).click()
    const choosePicture = page.getByRole('button', { name: 'Choose a picture' })
    const [first] = await Promise.all([page.waitForEvent('filechooser'), choosePicture.click()])
    await first.setFiles({ name: 'plan.png', mimeType: 'image/png', buffer: Buffer.from('a plan') })
    await expect(page.getByText('Your browser can read no picture in this file.')).toBeVisible()
    const picture = { name: 'plan.png', mimeType: 'image/png', buffer: makePng(640, 320) }
    const [chooser] = await Promise.all([page.waitForEvent('filechooser'), choosePicture.click()])
    await chooser.setFiles(picture)
    await expect(page.getByRole('img', { name: 'As it stands on the page' })).toBeVisible()
    await ben.page.reload()
    await expect(ben.page.locator('main img')).toHaveJSProperty('naturalWidth', 640)
  })
})

test('the page is read, and a time chosen, without JavaScript', async ({ browser, parley, openSignedIn }) => {
  const { client } = await openSignedIn('ana')
  await bePliable(client)
  await takeHandle(client, 'ana')
  await makeOffering(client, { price: { minor: 4500, currency: 'EUR' } })
  const context = await browser.newContext({ javaScriptEnabled: false, baseURL: parley.url })
  const page = await context.newPage()
  await page.goto('/p/ana')
  await page.getByRole('link', { name: 'Garden plan' }).click()
  await expect(page.getByRole('heading', { name: 'Garden plan', level: 1 })).toBeVisible()
  await expect(page.getByText('30 minutes or 1 hour · €45')).toBeVisible()
  await expect(page.getByText('In Lisbon (UTC+1)')).toBeVisible()
  await expectReadable(page)
  // From the half hours of the first days to the hours of a later one.
  await page.getByRole('link', { name: '1 hour' }).click()
  await expect(page.getByText('In Lisbon (UTC+1), for 1 hour')).toBeVisible()
  await page.getByRole('link', { name: 'Later times' }).click()
  await expect(page.getByRole('heading', { name: 'Later times' })).toBeVisible()
  await expect(page.getByRole('heading', { level: 3 }).first()).toHaveText('Wednesday 28 October')
  await page.getByRole('link', { name: 'The next free times' }).click()
  await page
    .getByRole('link', { name: /^\d\d:\d\d$/ })
    .first()
    .click()
  await expect(page.getByRole('link', { name: 'Sign in to confirm' })).toHaveAttribute(
    'href',
    /^\/sign-in\?next=%2Fp%2Fana%2Fgarden-plan%3Fat%3D/,
  )
  await expect(page.getByRole('heading', { level: 2 })).toHaveText(/^Fri 23 Oct, /)
  await page.getByRole('link', { name: 'Other times' }).click()
  await expect(page.getByRole('heading', { name: 'Next free times' })).toBeVisible()
  await context.close()
})

test.describe('on another site', () => {
  // The browser says so when a page may not be framed, and where a frame without an address gets no font of ours.
  test.use({ expected: /frame-ancestors|frame is sandboxed|from origin 'null'|ERR_FAILED/ })

  test('it stands in a page of another site, and nothing else of Parley does', async ({ openSignedIn }) => {
    const { client, page, context } = await openSignedIn('ana')
    await bePliable(client)
    await takeHandle(client, 'ana')
    const { url } = await makeOffering(client)
    const site = createServer((_, response) => {
      response.setHeader('content-type', 'text/html')
      response.end(
        `<iframe name="times" src="${url}/embed" width="400" height="400"></iframe><iframe name="sandbox" sandbox srcdoc="<iframe src='${url}/embed'></iframe>"></iframe><iframe name="page" src="${url}"></iframe>`,
      )
    })
    await new Promise<void>((resolve) => site.listen(0, '127.0.0.1', resolve))
    const address = site.address()
    const port = typeof address === 'object' ? address?.port : 0
    // Another site for the browser: localhost is not 127.0.0.1.
    await page.goto(`http://127.0.0.1:${port}/`)
    const times = page.frameLocator('iframe[name=times]')
    await expect(times.getByRole('heading', { name: 'Garden plan' })).toBeVisible()
    // Site builders show what is pasted in a frame without an address of its own.
    const inner = page.frameLocator('iframe[name=sandbox]').frameLocator('iframe')
    await expect(inner.getByRole('heading', { name: 'Garden plan' })).toBeVisible()
    await expect(inner.getByRole('heading', { name: 'Garden plan' })).toHaveCSS('font-weight', '600')
    const [opened] = await Promise.all([
      context.waitForEvent('page'),
      times.getByRole('listitem').getByRole('link').first().click(),
    ])
    await expect(opened).toHaveURL(/\/p\/ana\/garden-plan\?at=2026-10-23T/)
    // What may not be framed is an error of the browser's own.
    expect(page.frame({ name: 'page' })?.url()).toMatch(/^chrome-error:/)
    site.close()
  })
})

test.describe('a new visitor', () => {
  // Who is not signed in, the time that went, and what was left open.
  test.use({ expected: /status of (401|409|422)/ })

  test('keeps the time and what they typed through the sign-up, and confirms with one press', async ({
    openSignedIn,
    open,
  }) => {
    const [ana, ben] = await Promise.all([openSignedIn('ana'), open('ben')])
    await bePliable(ana.client)
    await takeHandle(ana.client, 'ana')
    const question = { id: 'size', label: 'How large is it?', required: true, kind: 'line', choices: [] }
    await makeOffering(ana.client, { questions: [question] })
    const { page } = ben
    await page.goto('/p/ana/garden-plan')
    await page.getByText('1 hour', { exact: true }).click()
    await expect(times(page).first()).toBeVisible()
    await expectAccessible(page)
    await times(page).last().click()
    const chosen = page.getByRole('group', { name: 'The time you chose' })
    const said = await chosen.locator('p').first().textContent()
    await page.getByRole('button', { name: 'Make an account and confirm' }).click()
    await expect(page.getByText('An answer is needed.')).toBeVisible()
    await page.getByLabel('How large is it?').fill('20 m²')
    await page.getByLabel('A word with it (optional)').fill('With an old pear tree.')
    await expectAccessible(page)
    await page.getByRole('button', { name: 'Make an account and confirm' }).click()

    const about = page.getByRole('region', { name: 'Your time' })
    await expect(about).toContainText('You are booking Garden plan with Ana Silva')
    await expect(about).toContainText(said ?? '')
    await expectAccessible(page)
    await page.getByRole('link', { name: 'Sign in' }).click()
    await expect(about).toContainText(said ?? '')
    await page.getByRole('link', { name: 'Make an account' }).click()
    await page.getByLabel('Your name').fill(ben.name)
    await page.getByLabel('Mail address').fill(ben.email)
    await page.getByLabel('Password', { exact: true }).fill(ben.password)
    await page.getByRole('button', { name: 'Make the account' }).click()
    await expect(page).toHaveURL(/\/p\/ana\/garden-plan\?at=.*&minutes=60$/)
    await expect(chosen).toContainText(said ?? '')
    await expect(page.getByLabel('How large is it?')).toHaveValue('20 m²')
    await expect(page.getByLabel('A word with it (optional)')).toHaveValue('With an old pear tree.')
    await chosen.getByRole('button', { name: 'Confirm' }).click()
    await expect(page).toHaveURL(/\/rooms\/[\w-]{36}#meeting-[\w-]{36}$/)
    await expect(conversation(page).getByRole('article')).toContainText('Garden plan')
    await expect(conversation(page)).toContainText('20 m²')
  })

  test('is told when the time went during the sign-in, and loses nothing', async ({
    parley,
    openSignedIn,
    open,
  }) => {
    const [ana, chiyo, ben] = await Promise.all([openSignedIn('ana'), openSignedIn('chiyo'), open('ben')])
    await bePliable(ana.client)
    await takeHandle(ana.client, 'ana')
    const { id } = await makeOffering(ana.client, { durations: [30] })
    await signUp(parley.url, 'ben')
    const { page } = ben
    await page.goto('/p/ana/garden-plan')
    await times(page).last().click()
    await page.getByLabel('A word with it (optional)').fill('With an old pear tree.')
    const startsAt = new URL(page.url()).searchParams.get('at')
    await page.getByRole('button', { name: 'Sign in and confirm' }).click()
    await chiyo.client.post(`/api/offerings/${id}/book`, {
      requestId: crypto.randomUUID(),
      startsAt,
      durationMinutes: 30,
      answers: {},
      word: '',
    })
    await page.getByLabel('Mail address').fill(ben.email)
    await page.getByLabel('Password', { exact: true }).fill(ben.password)
    await page.getByRole('button', { name: 'Sign in', exact: true }).click()
    await expect(page.getByText('The time you chose has gone meanwhile.')).toBeVisible()
    await times(page).last().click()
    await expect(page.getByLabel('A word with it (optional)')).toHaveValue('With an old pear tree.')
    await page.getByRole('button', { name: 'Confirm' }).click()
    await expect(page).toHaveURL(/\/rooms\/[\w-]{36}#meeting-[\w-]{36}$/)
  })
})

// The times of the day that is open.
function times(page: Page): Locator {
  return page.getByRole('region', { name: /^Times on / }).getByRole('button', { name: /^\d/ })
}

// Where no script runs, axe cannot either: there is one heading, and nothing wider than the page.
async function expectReadable(page: Page): Promise<void> {
  await expect(page.getByRole('heading', { level: 1 })).toHaveCount(1)
  await expect(page.getByRole('main')).toHaveCount(1)
}
