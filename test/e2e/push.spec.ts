import { makeRoom } from '#test/support/client.ts'
import { expect, expectAccessible, test } from '#test/support/browser.ts'
import { startFakePush } from '#test/support/fakes/push/fake-push.ts'

test.use({ settings: { ALLOW_PRIVATE_NETS: '127.0.0.1/32' } })
test.describe.configure({ timeout: 180_000 })

test('push on this device: turned on, told, pressed, turned off', async ({ openSignedIn }) => {
  const ana = await openSignedIn('ana')
  const ben = await openSignedIn('ben')
  const { publicKey } = (await ana.client.get('/api/push/devices')).body
  const service = await startFakePush(() => publicKey)
  const browser = service.subscribe()
  const roomId = await makeRoom(ana.client, [ben.client])
  const { page, context } = ana

  // The browser's own push service is out of reach here, so what it would answer is given.
  await context.addInitScript(({ endpoint, p256dh, auth }) => {
    const subscription = {
      toJSON: () => ({ endpoint, keys: { p256dh, auth } }),
      unsubscribe: async () => true,
    }
    PushManager.prototype.subscribe = async () => subscription as unknown as PushSubscription
  }, browser.target)
  await context.grantPermissions(['notifications'])
  const protocol = await context.newCDPSession(page)
  const registrations: string[] = []
  protocol.on('ServiceWorker.workerRegistrationUpdated', (event) =>
    registrations.push(...event.registrations.map((one) => one.registrationId)),
  )
  await protocol.send('ServiceWorker.enable')

  await page.goto('/settings/notifications')
  await page.getByRole('button', { name: 'Turn on push here' }).click()
  const devices = page.getByRole('list', { name: 'Devices with push' })
  await expect(devices).toContainText('This device')
  await page.reload()
  await expect(devices).toContainText('This device')
  await expectAccessible(page)

  const sent = await ben.client.post(`/api/rooms/${roomId}/messages`, {
    clientId: crypto.randomUUID(),
    body: 'Have you seen the plans?',
    mentions: [ana.client.personId],
  })
  expect(sent.status).toBe(200)
  await expect.poll(() => service.taken.length, { timeout: 30_000 }).toBe(1)
  const said = browser.open(service.taken[0]?.body ?? Buffer.alloc(0))
  expect(said.href).toContain(`/rooms/${roomId}`)

  const deliver = (data: string) =>
    protocol.send('ServiceWorker.deliverPushMessage', {
      origin: new URL(page.url()).origin,
      registrationId: registrations.at(-1) ?? '',
      data,
    })
  const shown = () =>
    page.evaluate(async () => {
      const registration = await navigator.serviceWorker.ready
      const all = await registration.getNotifications()
      return all.map(({ title, body, data }) => ({ title, body, href: data.href }))
    })
  await deliver(JSON.stringify(said))
  await expect.poll(shown).toEqual([{ title: said.title, body: said.text, href: said.href }])
  // The same said again stands there once.
  await deliver(JSON.stringify({ ...said, title: 'Again' }))
  await expect.poll(shown).toEqual([{ title: 'Again', body: said.text, href: said.href }])

  // A press cannot be made from outside, so the worker is asked for what it does then. It may not focus without one.
  const [worker] = context.serviceWorkers()
  await worker?.evaluate(`openPage(${JSON.stringify(said.href)}).catch(() => undefined)`)
  await expect(page).toHaveURL(new RegExp(`/rooms/${roomId}`))

  await page.goto('/settings/notifications')
  await page.getByRole('button', { name: 'Turn off push: this device' }).click()
  await expect(page.getByRole('button', { name: 'Turn on push here' })).toBeVisible()
  await expect(devices).toHaveCount(0)
  await service.stop()
})

test('a browser that was told no says so, and asks nothing', async ({ openSignedIn }) => {
  const { page, context } = await openSignedIn('ana')
  await context.addInitScript(() => {
    Object.defineProperty(Notification, 'permission', { get: () => 'denied' })
  })
  await page.goto('/settings/notifications')
  await expect(page.getByText('Your browser does not let Parley notify you.')).toBeVisible()
  await expect(page.getByRole('button', { name: 'Turn on push here' })).toHaveCount(0)
})
