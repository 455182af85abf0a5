import type pg from 'pg'

import type { App } from './app.ts'
import { type Connection, openListener } from './database.ts'

/**
 * Hears what is notified on each of these channels, over one connection of its own. When that breaks it is opened again; whoever
 * needs what was missed meanwhile has to look for it.
 */
export async function keepListening(
  app: App,
  connection: Connection,
  hears: Record<string, (payload: string) => void>,
  isClosed: () => boolean,
): Promise<{ end(): Promise<void> }> {
  let client: pg.Client | undefined
  const open = async (): Promise<void> => {
    const next = openListener(connection)
    next.on('notification', ({ channel, payload = '' }) => hears[channel]?.(payload))
    next.on('error', (error) => app.log.warn({ err: error }, 'the wake-up connection broke'))
    next.on('end', () => void reopen())
    await next.connect()
    for (const channel of Object.keys(hears)) await next.query(`listen ${channel}`)
    client = next
  }
  const reopen = async (): Promise<void> => {
    if (isClosed()) return
    await new Promise((resolve) => setTimeout(resolve, 500))
    if (!isClosed()) await open().catch(() => undefined)
  }
  await open()
  return { end: async () => client?.end() }
}
