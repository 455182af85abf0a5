import { makeRoom } from '#test/support/client.ts'
import { expect, mailedLink, type Page, type Person, test } from '#test/support/browser.ts'
import { bePliable, book, dateInDays, offer, write } from '#test/support/story-world.ts'

test.describe.configure({ timeout: 240_000 })
test.use({ expected: /status of 4(01|04|22)/ })

test('out, and in again by password', async ({ openSignedIn }) => {
  const { page, ...ana } = await openSignedIn('ana')
  await page.goto('/rooms')
  await page.getByRole('button', { name: ana.name }).click()
  await page.getByRole('menuitem', { name: 'Sign out' }).click()
  await expect(page.getByRole('heading', { name: 'Sign in' })).toBeVisible()
  await page.goto('/rooms')
  await expect(page).toHaveURL(/\/sign-in\?next=/)

  await signIn(page, ana.email, 'not her password')
  await expect(page.getByText(/^Address and password do not fit together/)).toBeVisible()
  await expect(page.getByLabel('Mail address')).toHaveValue(ana.email)
  await signIn(page, ana.email, ana.password)
  await expect(page.getByRole('heading', { name: 'Rooms' })).toBeVisible()
})

test('what was read out of a room is gone when one is signed out', async ({ openSignedIn }) => {
  const [ana, ben] = await Promise.all([openSignedIn('ana'), openSignedIn('ben')])
  const roomId = await makeRoom(ana.client, [ben.client])
  const { page } = ben
  await page.goto(`/rooms/${roomId}`)
  await expect(page.getByRole('log', { name: /^Conversation in/ })).toBeVisible()
  await write(ana.client, roomId, 'The safe is behind the clock.')
  const spoken = page.getByRole('status').filter({ hasText: 'The safe is behind the clock.' })
  await expect(spoken).toHaveCount(1)
  await ben.client.post('/api/sign-out', {})
  await expect(page.getByRole('heading', { name: 'Sign in' })).toBeVisible()
  await expect(spoken).toHaveCount(0)
})

test.describe('a page that was away while its session ended', () => {
  test.use({ expected: /status of 401|WebSocket connection/ })

  test('leads to the sign-in, and does not say for ever that it is offline', async ({ openSignedIn }) => {
    const [ana, ben] = await Promise.all([openSignedIn('ana'), openSignedIn('ben')])
    const roomId = await makeRoom(ana.client, [ben.client])
    const { page } = ben
    let isCut = true
    await page.routeWebSocket(/\/live$/, (line) => void (isCut ? line.close() : line.connectToServer()))
    await page.goto(`/rooms/${roomId}`)
    await expect(page.getByText('You are offline.')).toBeVisible()
    await ben.client.post('/api/sign-out', {})
    isCut = false
    await expect(page.getByRole('heading', { name: 'Sign in' })).toBeVisible({ timeout: 40_000 })
  })
})

test('a forgotten password', async ({ parley, open, openSignedIn }) => {
  const elsewhere = await openSignedIn('ana')
  await elsewhere.page.goto('/rooms')
  await expect(elsewhere.page.getByRole('heading', { name: 'Rooms' })).toBeVisible()

  const { page, ...ana } = await open('ana')
  await page.goto('/sign-in')
  await page.getByLabel('Mail address').fill(ana.email)
  await page.getByRole('link', { name: 'Forgot your password?' }).click()
  await expect(page.getByLabel('Mail address')).toHaveValue(ana.email)
  await page.getByRole('button', { name: 'Send the link' }).click()
  await expect(page.getByRole('heading', { name: 'Look in your mail' })).toBeVisible()

  await page.goto(await mailedLink(parley, { page, ...ana }))
  await page.getByLabel('New password').fill('short')
  await page.getByRole('button', { name: 'Save and sign in' }).click()
  await expect(page.getByLabel('New password')).toHaveAttribute('aria-invalid', 'true')
  await page.getByLabel('New password').fill('another short sentence')
  await page.getByRole('button', { name: 'Save and sign in' }).click()
  await expect(page.getByRole('heading', { name: 'Rooms' })).toBeVisible()

  await expect(elsewhere.page.getByRole('heading', { name: 'Sign in' })).toBeVisible()
  await signIn(elsewhere.page, ana.email, ana.password)
  await expect(elsewhere.page.getByText(/^Address and password do not fit together/)).toBeVisible()
  await signIn(elsewhere.page, ana.email, 'another short sentence')
  await expect(elsewhere.page.getByRole('heading', { name: 'Rooms' })).toBeVisible()
})

test('a mailed link signs in by its button, once', async ({ parley, open, openSignedIn }) => {
  await openSignedIn('ana')
  const { page, ...ana } = await open('ana')
  await page.goto('/sign-in')
  await page.getByLabel('Mail address').fill(ana.email)
  await page.getByRole('button', { name: 'Mail me a link instead' }).click()
  await expect(page.getByRole('heading', { name: 'Look in your mail' })).toBeVisible()
  const link = await mailedLink(parley, { page, ...ana })

  // A scanner that opens every link of every mail uses nothing up.
  for (let looks = 0; looks < 2; looks += 1) {
    await page.goto(link)
    await expect(page.getByRole('button', { name: 'Sign in' })).toBeVisible()
  }
  await page.goto('/rooms')
  await expect(page).toHaveURL(/\/sign-in/)

  // Nobody had shown before that the address is theirs, so the password of whoever made the account ends.
  await page.goto(link)
  await expect(page.getByText('the password chosen with the account ends here')).toBeVisible()
  await page.getByRole('button', { name: 'Sign in' }).click()
  await expect(page.getByRole('heading', { name: 'Choose a password' })).toBeVisible()
  await page.getByLabel('New password').fill('short')
  await page.getByRole('button', { name: 'Save and go on' }).click()
  await expect(page.getByLabel('New password')).toHaveAttribute('aria-invalid', 'true')
  await page.getByLabel('New password').fill('a sentence of her own')
  await page.getByRole('button', { name: 'Save and go on' }).click()
  await expect(page.getByRole('heading', { name: 'Rooms' })).toBeVisible()
  await signOut({ page, ...ana })
  await signIn(page, ana.email, ana.password)
  await expect(page.getByText(/^Address and password do not fit together/)).toBeVisible()
  await signIn(page, ana.email, 'a sentence of her own')
  await expect(page.getByRole('heading', { name: 'Rooms' })).toBeVisible()
  await page.goto(link)
  await expect(page.getByRole('heading', { name: 'This link was used before' })).toBeVisible()
})

test('a join link opened signed out leads through sign-in to the join page', async ({
  open,
  openSignedIn,
}) => {
  const [ana, ben] = await Promise.all([openSignedIn('ana'), openSignedIn('ben')])
  await bePliable(ana.client)
  const roomId = await makeRoom(ana.client, [ben.client])
  const inviteId = await offer(ana.client, roomId, [dateInDays(2), dateInDays(3)])
  const { joinUrl } = await book(ben.client, inviteId, `${dateInDays(3)}T12:00:00Z`)

  const elsewhere = await open('ben')
  await elsewhere.page.goto(joinUrl)
  await signIn(elsewhere.page, ben.email, ben.password)
  await expect(elsewhere.page).toHaveURL(joinUrl)
  await expect(elsewhere.page.getByText(/^Starts in/)).toBeVisible()

  // Only those who are asked: for everybody else there is nothing.
  const eve = await openSignedIn('eve')
  await eve.page.goto(joinUrl)
  await expect(eve.page.getByText('There is nothing here')).toBeVisible()
})

test('the way on never leads to another site', async ({ parley, open, openSignedIn }) => {
  await openSignedIn('ana')
  const ana = await open('ana')
  const { page } = ana
  for (const next of [
    'https://example.com/',
    '//example.com/',
    String.raw`/\example.com`,
    'javascript:alert(1)',
  ]) {
    await page.goto(`/sign-in?next=${encodeURIComponent(next)}`)
    await signIn(page, ana.email, ana.password)
    await expect(page).toHaveURL(`${parley.url}/rooms`)
    await signOut(ana)
  }
})

async function signIn(page: Page, email: string, password: string): Promise<void> {
  await page.getByLabel('Mail address').fill(email)
  await page.getByLabel('Password', { exact: true }).fill(password)
  await page.getByRole('button', { name: 'Sign in', exact: true }).click()
}

async function signOut({ page, name }: Pick<Person, 'page' | 'name'>): Promise<void> {
  await page.getByRole('button', { name }).click()
  await page.getByRole('menuitem', { name: 'Sign out' }).click()
  await expect(page.getByRole('heading', { name: 'Sign in' })).toBeVisible()
}
