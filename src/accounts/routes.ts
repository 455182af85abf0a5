import type { FastifyRequest } from 'fastify'

import type { App } from '#platform/app.ts'
import { type AuditLine, type AuditQuestion, listDeeds } from '#platform/audit.ts'
import { isLoopback } from '#platform/config.ts'
import { type Caller, handle, type Handler } from '#platform/http.ts'
import { hashToken } from '#platform/ids.ts'
import type { Personal } from '#platform/personal.ts'
import { toIso } from '#time/instant.ts'

import { accessMyself, isOperator } from './access.ts'
import { addPasskey } from './actions/add-passkey.ts'
import { askForErasure } from './actions/ask-for-erasure.ts'
import { askForLink } from './actions/ask-for-link.ts'
import { askForVerification } from './actions/ask-for-verification.ts'
import { challengeNewPasskey } from './actions/challenge-new-passkey.ts'
import { challengePasskey } from './actions/challenge-passkey.ts'
import { changePassword } from './actions/change-password.ts'
import { changeProfile } from './actions/change-profile.ts'
import { collectExport } from './actions/collect-export.ts'
import type { Visit } from './steps/change-session.ts'
import { endSession } from './actions/end-session.ts'
import { removePasskey } from './actions/remove-passkey.ts'
import { signInByPasskey } from './actions/sign-in-by-passkey.ts'
import { signIn } from './actions/sign-in.ts'
import { signOut } from './actions/sign-out.ts'
import { signUp } from './actions/sign-up.ts'
import { useMailedLink } from './actions/use-mailed-link.ts'
import * as erasures from './contract/erasure.ts'
import * as happenings from './contract/happening.ts'
import * as mailedLinks from './contract/mailed-link.ts'
import * as myself from './contract/me.ts'
import * as passkeys from './contract/passkey.ts'
import * as sessions from './contract/session.ts'
import * as signing from './contract/sign-in.ts'
import { linkState } from './mailed-link.ts'
import type { Person } from './person.ts'
import type { GoodEntry } from './sign-up.ts'
import { findHandle } from './store/handles.ts'
import { findMailedLink } from './store/mailed-links.ts'
import { listPasskeys } from './store/passkeys.ts'
import { findPerson } from './store/people.ts'
import { listSessions } from './store/sessions.ts'

/** What sign-up asks of a later module: whether a way into a room is still good. */
export interface Entries {
  /** The entry behind the token, or null when it is unknown, used up, expired or revoked. */
  findGoodEntry(app: App, token: string): Promise<GoodEntry | null>
}

const finished = { done: true } as const

/** Every address of accounts. Rooms stand later in the list, so main hands their entries in, and what each part keeps of people. */
export function createRoutes(entries: Entries, parts: readonly Personal[]): readonly Handler[] {
  return [
    handle(erasures.askForErasure, async ({ app, caller, body, request, reply }) => {
      const { dueAt, cookie } = await askForErasure(app, caller, request.ip, body)
      reply.header('set-cookie', cookie).header('clear-site-data', '"cache"')
      return { dueAt: toIso(dueAt) }
    }),
    handle(erasures.exportMyData, async ({ app, caller, reply }) => {
      const whole = await collectExport(app, caller, parts)
      reply.header('content-disposition', 'attachment; filename="parley-my-data.json"')
      return whole
    }),
    handle(myself.readMe, async ({ app, caller }) => ({
      me: caller && (await presentMe(app, caller.personId)),
      signUp: app.config.signUp,
      mailsShownHere: app.config.smtpUrl === undefined && isLoopback(app.config.publicUrl.hostname),
    })),
    handle(signing.signUp, async ({ app, caller, body, request, reply }) => {
      const entry = body.entryToken === undefined ? null : await entries.findGoodEntry(app, body.entryToken)
      const { person, cookie } = await signUp(app, visitOf(request, caller), body, entry)
      reply.header('set-cookie', cookie)
      return { me: await presentPerson(app, person), next: body.next ?? null }
    }),
    handle(signing.signIn, async ({ app, caller, body, request, reply }) => {
      const { person, cookie } = await signIn(app, visitOf(request, caller), body)
      reply.header('set-cookie', cookie)
      return { me: await presentPerson(app, person), next: body.next ?? null }
    }),
    handle(signing.signOut, async ({ app, caller, reply }) => {
      const { cookie } = await signOut(app, caller)
      // Not "cookies": browsers take them from every port and every program of the host. Ours is taken away by name.
      reply.header('set-cookie', cookie).header('clear-site-data', '"cache"')
      return finished
    }),
    handle(signing.askForSignInLink, async ({ app, body, request }) => {
      await askForLink(app, request.ip, 'sign-in', body)
      return finished
    }),
    handle(signing.askForPasswordReset, async ({ app, body, request }) => {
      await askForLink(app, request.ip, 'reset-password', body)
      return finished
    }),
    handle(signing.askForVerification, async ({ app, caller, request }) => {
      await askForVerification(app, caller, request.ip)
      return finished
    }),
    handle(mailedLinks.readMailedLink, async ({ app, params }) => {
      const link = await findMailedLink(app.db, hashToken(params.token))
      const person = link && (await findPerson(app.db, link.personId))
      return mailedLinks.presentMailedLink(link, person, linkState(link, app.now()))
    }),
    handle(mailedLinks.useMailedLink, async ({ app, caller, params, body, request, reply }) => {
      const { link, cookie } = await useMailedLink(app, visitOf(request, caller), params.token, body.password)
      if (cookie !== null) reply.header('set-cookie', cookie)
      const isTheirs = cookie !== null || caller?.personId === link.personId
      return { me: isTheirs ? await presentMe(app, link.personId) : null, next: link.nextPath }
    }),
    handle(myself.changeProfile, async ({ app, caller, body }) => {
      const person = await changeProfile(app, caller, body)
      return { me: await presentPerson(app, person) }
    }),
    handle(myself.changePassword, async ({ app, caller, body, request }) => {
      await changePassword(app, caller, request.ip, body)
      return finished
    }),
    handle(sessions.listSessions, async ({ app, caller }) => {
      const own = await listSessions(app.db, caller.personId, app.now())
      return { sessions: own.map((session) => sessions.presentSession(session, caller.sessionId)) }
    }),
    handle(passkeys.listPasskeys, async ({ app, caller }) => ({
      passkeys: (await listPasskeys(app.db, caller.personId)).map(passkeys.presentPasskey),
    })),
    handle(passkeys.challengeNewPasskey, async ({ app, caller, request }) => ({
      options: { ...(await challengeNewPasskey(app, caller, request.ip)) },
    })),
    handle(passkeys.addPasskey, async ({ app, caller, body, request }) => ({
      passkey: passkeys.presentPasskey(await addPasskey(app, caller, request.ip, body)),
    })),
    handle(passkeys.removePasskey, async ({ app, caller, params }) => {
      await removePasskey(app, caller, params.passkeyId)
      return finished
    }),
    handle(passkeys.challengePasskey, async ({ app, request }) => ({
      options: { ...(await challengePasskey(app, request.ip)) },
    })),
    handle(passkeys.signInByPasskey, async ({ app, caller, body, request, reply }) => {
      const { person, cookie } = await signInByPasskey(app, visitOf(request, caller), body.response)
      reply.header('set-cookie', cookie)
      return { me: await presentPerson(app, person), next: body.next ?? null }
    }),
    handle(happenings.listHappenings, async ({ app, caller: { personId }, query }) => {
      const { lines, hasMore } = await listLines(app, { personId, ...query })
      return { happenings: lines.map((line) => happenings.presentHappening(line, personId)), hasMore }
    }),
    handle(happenings.listAudit, async ({ app, caller, query }) => {
      await app.transaction((tx) => tx.audit({ action: 'audit.read', actorId: caller.personId }))
      const { lines, hasMore } = await listLines(app, query)
      return { lines: lines.map(happenings.presentAuditLine), hasMore }
    }),
    handle(sessions.endSession, async ({ app, caller, params }) => {
      await endSession(app, caller, params.sessionId)
      return finished
    }),
  ]
}

async function listLines(
  app: App,
  question: AuditQuestion,
): Promise<{ lines: AuditLine[]; hasMore: boolean }> {
  const { limit } = question
  const lines = await listDeeds(app.db, { ...question, limit: limit + 1 })
  return { lines: lines.slice(0, limit), hasMore: lines.length > limit }
}

function visitOf(request: FastifyRequest, caller: Caller | null): Visit {
  return { ip: request.ip, userAgent: request.headers['user-agent'] ?? '', caller }
}

async function presentMe(app: App, personId: string): Promise<myself.Me> {
  return presentPerson(app, await accessMyself(app.db, { personId }))
}

async function presentPerson(app: App, person: Person): Promise<myself.Me> {
  const { id: personId, email, emailVerifiedAt } = person
  return myself.presentMe(
    person,
    await findHandle(app.db, personId),
    await isOperator(app, { personId, email, emailVerified: emailVerifiedAt !== null }),
  )
}
