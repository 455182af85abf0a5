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
import * as contract from './contract.ts'
import { type BehindCopy, countBehind } from './store/behind-copies.ts'
import { listWindows } from './store/relink-windows.ts'

const finished = { done: true } as const

/** Every address of calendars. */
export const routes: readonly Handler[] = [
  handle(contract.listProviders, async ({ app }) => ({
    providers: listProviders(app).map((one) => contract.presentProvider(one.provider, one.linkable)),
  })),
  handle(contract.listBehindCopies, async ({ app, caller }) => ({
    copies: (await listBehindCopies(app, caller)).map(presentBehind),
  })),
  handle(contract.countBehindCopies, async ({ app }) => ({
    counts: (await countBehind(app.db, app.now())).map((one) => ({ ...one, oldest: toIso(one.oldest) })),
  })),
  handle(contract.readCalendars, async ({ app, caller }) => {
    const { links, writesAttended } = await app.snapshot((db) => readCalendars(db, caller.personId))
    return { links: links.map((health) => contract.presentLink(health, app.now())), writesAttended }
  }),
  handle(contract.readOwnBusy, async ({ app, caller, query }) =>
    contract.presentBusy(await readOwnBusy(app, caller, [instantOf(query.from), instantOf(query.to)])),
  ),
  handle(contract.startOAuth, ({ app, caller, body }) => startOauth(app, caller, body)),
  handle(contract.googleCallback, ({ app, caller, request, reply }) =>
    leadOn(app, caller, 'google', request, reply),
  ),
  handle(contract.microsoftCallback, ({ app, caller, request, reply }) =>
    leadOn(app, caller, 'microsoft', request, reply),
  ),
  handle(contract.readAttempt, ({ app, caller, params }) => readAttempt(app, caller, params.attemptId)),
  handle(contract.confirmAttempt, ({ app, caller, params }) => confirmAttempt(app, caller, params.attemptId)),
  handle(contract.dropAttempt, async ({ app, caller, params }) => ({
    ...finished,
    ...(await dropAttempt(app, caller, params.attemptId)),
  })),
  handle(contract.linkCalDav, ({ app, caller, body }) => linkCaldav(app, caller, body)),
  handle(contract.linkFeed, ({ app, caller, body }) => linkFeed(app, caller, body)),
  handle(contract.saveRules, async ({ app, caller, params, body }) => {
    await saveRules(app, caller, params.linkId, body)
    return finished
  }),
  handle(contract.readLinkAgain, async ({ app, caller, params }) => {
    await readLinkAgain(app, caller, params.linkId)
    return finished
  }),
  handle(contract.unlink, async ({ app, caller, params }) => ({
    ...finished,
    ...(await unlinkAccount(app, caller, params.linkId)),
  })),
  handle(contract.saveCalendar, async ({ app, caller, params, body }) => {
    await saveCalendar(app, caller, params.calendarId, body)
    return finished
  }),
  handle(contract.ignoreCalendar, async ({ app, caller, params, body }) => {
    await ignoreCalendar(app, caller, params.calendarId, body.ignored)
    return finished
  }),
  handle(contract.saveSettings, async ({ app, caller, body }) => {
    await saveSettings(app, caller, body)
    return finished
  }),
  handle(contract.googleHook, async ({ app, request }) => {
    const head = (name: string) => [request.headers[name]].flat()[0] ?? ''
    await hearGoogle(app, {
      channelId: head('x-goog-channel-id'),
      token: head('x-goog-channel-token'),
      resourceId: head('x-goog-resource-id'),
      state: head('x-goog-resource-state'),
    })
    return ''
  }),
  handle(contract.microsoftHook, async ({ app, query, body, reply }) => {
    if (query.validationToken === undefined) {
      await hearMicrosoft(app, body)
      reply.code(202)
      return ''
    }
    if (!(await isAsked(app))) throw conflict('nobody_asked', 'No subscription is being asked for.')
    reply.type('text/plain; charset=utf-8')
    return query.validationToken
  }),
  handle(contract.writeCopyAgain, async ({ app, caller, params }) => {
    await writeCopyAgain(app, caller, params)
    return finished
  }),
  handle(contract.listRelinkWindows, async ({ app }) => {
    const windows = await listWindows(app.db)
    return { windows: windows.map((one) => contract.presentRelinkWindow(one, app.now())) }
  }),
  handle(contract.makeRelinkWindow, async ({ app, caller, body }) => {
    const { from: fromDate, until: untilDate, ...rest } = body
    const window = await makeRelinkWindow(app, caller, { ...rest, fromDate, untilDate })
    return { window: contract.presentRelinkWindow(window, app.now()) }
  }),
  handle(contract.dropRelinkWindow, async ({ app, caller, params }) => {
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

function presentBehind({ copy, provider, needsRelink }: BehindCopy): contract.BehindCopy {
  const { subjectId, state, wanted, behindSince, lastError: trouble } = copy
  return {
    subjectId,
    provider,
    state: state === 'parked' ? 'parked' : 'waiting',
    title: wanted?.title ?? '',
    startsAt: toIso(wanted?.startsAt ?? copy.endsAt),
    endsAt: toIso(copy.endsAt),
    since: toIso(behindSince),
    trouble,
    needsRelink,
  }
}
