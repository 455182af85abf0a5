import { expect, expectAccessible, test } from '#test/support/browser.ts'
import { findBrowser } from '#test/support/chromium.ts'
import { makeRoom } from '#test/support/client.ts'

import { comeIn } from './call-story.ts'

const { executablePath, args, env } = await findBrowser()

test.use({
  launchOptions: {
    executablePath,
    args: [...args, '--use-fake-ui-for-media-stream'],
    env: { ...process.env, ...env },
  },
})

test('whoever has neither camera nor microphone reads so, and comes in all the same', async ({
  openSignedIn,
}) => {
  const { page, client } = await openSignedIn('ana')
  const roomId = await makeRoom(client, [])
  const started = await client.post(`/api/rooms/${roomId}/call`)
  await page.goto(started.body.joinPath)
  await expect(page.getByText('There is no camera and no microphone on this device.')).toBeVisible()
  await expect(page.getByText('You come in muted and without camera.')).toBeVisible()
  await expectAccessible(page)
  await comeIn(page)
  await page.getByRole('button', { name: 'Unmute' }).click()
  await expect(page.getByText('There is no microphone on this device.')).toBeVisible()
})
