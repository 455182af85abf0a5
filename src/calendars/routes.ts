import type { FastifyReply, FastifyRequest } from 'fastify'

import type { App } from '#platform/app.ts'
import { type Caller, handle, type Handler } from '#platform/http.ts'
import { conflict } from '#platform/refusal.ts'
import { instantOf, toIso } from '#time/instant.ts'

import { confirmAttempt } from './actions/confirm-attempt.ts'
import { dropAttempt } from './actions/drop-attempt.ts'
import { finishOauth } from './actions/finish-oauth.ts'
import { hearGoogle } from './actions/hear-google.ts'
import { hearMicrosoft, isAsked } from './actions/hear-microsoft.ts'
import { ignoreCalendar } from './actions/ignore-calendar.ts'
import { linkCaldav } from './actions/link-caldav.ts'
import { linkFeed } from './actions/link-feed.ts'
import { dropRelinkWindow, makeRelinkWindow } from './actions/make-relink-window.ts'
import { listBehindCopies } from './actions/list-behind-copies.ts'
import { listProviders } from './actions/list-providers.ts'
import { readAttempt } from './actions/read-attempt.ts'
import { readCalendars } from './actions/read-calendars.ts'
import { readLinkAgain } from './actions/read-link-again.ts'
import { readOwnBusy } from './actions/read-own-busy.ts'
import { saveCalendar } from './actions/save-calendar.ts'
import { saveRules } from './actions/save-rules.ts'
import { saveSettings } from './actions/save-settings.ts'
import { startOauth } from './actions/start-oauth.ts'
import { unlinkAccount } from './actions/unlink-account.ts'
import { writeCopyAgain } from './actions/write-copy-again.ts'
import * as busyTimes from './contract/busy.ts'
import * as calendars from './contract/calendar.ts'
import * as copies from './contract/copy.ts'
import * as hooks from './contract/hooks.ts'
import * as kinds from './contract/kind.ts'
import * as links from './contract/link.ts'
import * as linking from './contract/linking.ts'
import * as windows from './contract/relink-window.ts'
import { countBehind } from './store/behind-copies.ts'
import { listWindows } from './store/relink-windows.ts'

const finished = { done: true } as const

/** Every address of calendars. */
export const routes: readonly Handler[] = [
  handle(kinds.listProviders, async ({ app }) => ({
    providers: listProviders(app).map((one) => kinds.presentProvider(one.provider, one.linkable)),
  })),
  handle(copies.listBehindCopies, async ({ app, caller }) => ({
    copies: (await listBehindCopies(app, caller)).map(copies.presentBehindCopy),
  })),
  handle(copies.countBehindCopies, async ({ app }) => ({
    counts: (await countBehind(app.db, app.now())).map((one) => ({ ...one, oldest: toIso(one.oldest) })),
  })),
  handle(links.readCalendars, async ({ app, caller }) => {
    const own = await app.snapshot((db) => readCalendars(db, caller.personId))
    const { writesAttended } = own
    return { links: own.links.map((health) => links.presentLink(health, app.now())), writesAttended }
  }),
  handle(busyTimes.readOwnBusy, async ({ app, caller, query }) =>
    busyTimes.presentBusy(await readOwnBusy(app, caller, [instantOf(query.from), instantOf(query.to)])),
  ),
  handle(linking.startOAuth, ({ app, caller, body }) => startOauth(app, caller, body)),
  handle(linking.googleCallback, ({ app, caller, request, reply }) =>
    leadOn(app, caller, 'google', request, reply),
  ),
  handle(linking.microsoftCallback, ({ app, caller, request, reply }) =>
    leadOn(app, caller, 'microsoft', request, reply),
  ),
  handle(linking.readAttempt, ({ app, caller, params }) => readAttempt(app, caller, params.attemptId)),
  handle(linking.confirmAttempt, ({ app, caller, params }) => confirmAttempt(app, caller, params.attemptId)),
  handle(linking.dropAttempt, async ({ app, caller, params }) => ({
    ...finished,
    ...(await dropAttempt(app, caller, params.attemptId)),
  })),
  handle(linking.linkCalDav, ({ app, caller, body }) => linkCaldav(app, caller, body)),
  handle(linking.linkFeed, ({ app, caller, body }) => linkFeed(app, caller, body)),
  handle(links.saveRules, async ({ app, caller, params, body }) => {
    await saveRules(app, caller, params.linkId, body)
    return finished
  }),
  handle(links.readLinkAgain, async ({ app, caller, params }) => {
    await readLinkAgain(app, caller, params.linkId)
    return finished
  }),
  handle(links.unlink, async ({ app, caller, params }) => ({
    ...finished,
    ...(await unlinkAccount(app, caller, params.linkId)),
  })),
  handle(calendars.saveCalendar, async ({ app, caller, params, body }) => {
    await saveCalendar(app, caller, params.calendarId, body)
    return finished
  }),
  handle(calendars.ignoreCalendar, async ({ app, caller, params, body }) => {
    await ignoreCalendar(app, caller, params.calendarId, body.ignored)
    return finished
  }),
  handle(calendars.saveSettings, async ({ app, caller, body }) => {
    await saveSettings(app, caller, body)
    return finished
  }),
  handle(hooks.googleHook, async ({ app, request }) => {
    const head = (name: string) => [request.headers[name]].flat()[0] ?? ''
    await hearGoogle(app, {
      channelId: head('x-goog-channel-id'),
      token: head('x-goog-channel-token'),
      resourceId: head('x-goog-resource-id'),
      state: head('x-goog-resource-state'),
    })
    return ''
  }),
  handle(hooks.microsoftHook, async ({ app, query, body, reply }) => {
    if (query.validationToken === undefined) {
      await hearMicrosoft(app, body)
      reply.code(202)
      return ''
    }
    if (!(await isAsked(app))) throw conflict('nobody_asked', 'No subscription is being asked for.')
    reply.type('text/plain; charset=utf-8')
    return query.validationToken
  }),
  handle(copies.writeCopyAgain, async ({ app, caller, params }) => {
    await writeCopyAgain(app, caller, params)
    return finished
  }),
  handle(windows.listRelinkWindows, async ({ app }) => {
    const all = await listWindows(app.db)
    return { windows: all.map((one) => windows.presentRelinkWindow(one, app.now())) }
  }),
  handle(windows.makeRelinkWindow, async ({ app, caller, body }) => {
    const { from: fromDate, until: untilDate, ...rest } = body
    const window = await makeRelinkWindow(app, caller, { ...rest, fromDate, untilDate })
    return { window: windows.presentRelinkWindow(window, app.now()) }
  }),
  handle(windows.dropRelinkWindow, async ({ app, caller, params }) => {
    await dropRelinkWindow(app, caller, params.windowId)
    return finished
  }),
]

// Read from the address itself: a name that stands there twice is judged as it came.
async function leadOn(
  app: App,
  caller: Caller | null,
  provider: 'google' | 'microsoft',
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<string> {
  const query = new URL(request.url, app.config.publicUrl).searchParams
  const path = await finishOauth(app, caller, { provider, query })
  reply.code(303).header('location', path)
  return ''
}
