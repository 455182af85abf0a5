import type { App } from '#platform/app.ts'

/** The page of ours that a provider sends people back to. */
export function callbackUrl(app: App, provider: 'google' | 'microsoft'): string {
  return new URL(`/oauth/${provider}/callback`, app.config.publicUrl).href
}
