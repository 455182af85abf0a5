import type { App } from '#platform/app.ts'
import { sessionCookieName } from '#platform/http.ts'

import { writeCookie } from '../cookie.ts'

/** The Set-Cookie value that takes the session's cookie away. */
export function emptyCookie(app: App): string {
  const { publicUrl } = app.config
  const secure = publicUrl.protocol === 'https:'
  return writeCookie({ name: sessionCookieName(publicUrl), value: '', secure, maxAgeSeconds: 0 })
}
