import type { App } from '#platform/app.ts'

import { findWatched } from '../store/watches.ts'
import { hearNotice } from '../steps/hear-notice.ts'

/** What Google says in the head of a notice; there is nothing else in it. */
export type GoogleNotice = { channelId: string; token: string; resourceId: string; state: string }

/** Takes Google's word that something changed as a hint to look. Whoever does not know the channel's secret is not heard. */
export async function hearGoogle(
  app: App,
  { channelId, token, resourceId, state }: GoogleNotice,
): Promise<void> {
  // The first word on a channel only says that there is one.
  if (state === 'sync') return
  const watched = await findWatched(app.db, channelId)
  if (watched && watched.resourceId !== '' && watched.resourceId !== resourceId) return
  await hearNotice(app, watched, { secret: token, scope: 'calendar', isOver: false })
}
