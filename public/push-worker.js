// Shows what Parley pushes while no page of it is open, and leads to it. It fetches nothing and keeps nothing.

const nothing = { title: 'Parley', text: '', href: '/', tag: 'parley' }

self.addEventListener('install', () => self.skipWaiting())
self.addEventListener('activate', (event) => event.waitUntil(self.clients.claim()))

self.addEventListener('push', (event) => {
  const { title, text, href, tag } = { ...nothing, ...readPush(event) }
  // What says the same thing again takes the place of the first, and is heard again.
  const shown = { body: text, tag, renotify: true, icon: '/icon.png', data: { href } }
  event.waitUntil(self.registration.showNotification(title, shown))
})

self.addEventListener('notificationclick', (event) => {
  event.notification.close()
  event.waitUntil(openPage(event.notification.data?.href ?? '/'))
})

function readPush(event) {
  try {
    return event.data?.json()
  } catch {
    // Whatever came, browsers want something shown for it.
    return nothing
  }
}

// A page that is open goes there by itself and keeps what was typed in it.
async function openPage(path) {
  const pages = await self.clients.matchAll({ type: 'window', includeUncontrolled: true })
  const address = new URL(path, self.location.origin).href
  const [page] = [...pages.filter(({ url }) => url === address), ...pages]
  if (!page) return self.clients.openWindow(path)
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- pages of a worker are of its own origin
  page.postMessage({ open: path })
  return page.focus()
}
