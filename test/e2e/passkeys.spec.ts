import type { BrowserContext, Page } from '@playwright/test'

import { expect, test } from '#test/support/browser.ts'

test.describe.configure({ timeout: 120_000 })
test.use({ expected: /status of 401/ })

test('a passkey is added, opens the door, and no longer once it is removed', async ({ openSignedIn }) => {
  const { page, context, ...ana } = await openSignedIn('ana')
  await holdPasskeys(context, page)

  await page.goto('/settings/security')
  await page.getByLabel('Name of the new passkey').fill('My laptop')
  await page.getByRole('button', { name: 'Add a passkey' }).click()
  await expect(page.getByText('You can sign in with this passkey now.')).toBeVisible()
  await expect(page.getByText('not used yet')).toBeVisible()

  await signOut(page, ana.name)
  await page.getByRole('button', { name: 'Sign in with a passkey' }).click()
  await expect(page.getByRole('heading', { name: 'Rooms' })).toBeVisible()

  await page.goto('/settings/security')
  await expect(page.getByText('You signed in with a passkey')).toBeVisible()
  await expect(page.getByText('You added a passkey')).toBeVisible()
  await page.getByRole('button', { name: 'Remove My laptop' }).click()
  await page.getByRole('button', { name: 'Remove it' }).click()
  await expect(page.getByRole('button', { name: 'Remove My laptop' })).toBeHidden()

  await signOut(page, ana.name)
  await page.getByRole('button', { name: 'Sign in with a passkey' }).click()
  await expect(page.getByText(/^This passkey does not open anything here/)).toBeVisible()
})

// A device with a finger that is always recognised (WebAuthn level 3 §11, by the browser's own protocol).
async function holdPasskeys(context: BrowserContext, page: Page): Promise<void> {
  const browser = await context.newCDPSession(page)
  await browser.send('WebAuthn.enable')
  await browser.send('WebAuthn.addVirtualAuthenticator', {
    options: {
      protocol: 'ctap2',
      transport: 'internal',
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
      automaticPresenceSimulation: true,
    },
  })
}

async function signOut(page: Page, name: string): Promise<void> {
  await page.goto('/rooms')
  await page.getByRole('button', { name }).click()
  await page.getByRole('menuitem', { name: 'Sign out' }).click()
  await expect(page.getByRole('heading', { name: 'Sign in' })).toBeVisible()
}
