import * as availability from '#availability'
import type { App } from '#platform/app.ts'
import type { Db } from '#platform/database.ts'
import type { Caller } from '#platform/http.ts'
import { createKeptAnswers, type KeptAnswers } from '#platform/kept-answers.ts'
import { type Instant, MINUTE } from '#time/instant.ts'
import type { Interval } from '#time/interval.ts'

import { accessInvite } from '../access.ts'
import { presentSlots } from '../contract.ts'
import { type Invite, refuseClosed } from '../invite.ts'
import { type Ask, type Bookable, bookableIn, refuseUnchecked } from '../slots.ts'
import { readInviteAsk } from '../steps/read-invite-ask.ts'

type SlotsQuestion = { inviteId: string; range: Interval }

/** An answer, what it was made from, and from when until when nothing but that could change it. */
type Answer = { madeFrom: string; json: string; from: Instant; until: Instant }

const mostKept = 300
const keptByApp = new WeakMap<App, KeptAnswers<Answer>>()

/**
 * The times of an open invite that the caller can book, from one moment, as JSON text. Each of them books; nothing else
 * does. The same question is answered again without working it out while nothing it was made from has changed.
 */
export async function listInviteSlots(app: App, caller: Caller, question: SlotsQuestion): Promise<string> {
  const now = app.now()
  const { invite } = await accessInvite(app.db, question.inviteId, caller.personId)
  refuseClosed(invite, now)
  const kept = keptOf(app).find(keyOf(caller, question))
  const isTrue = kept && kept.from <= now && now <= kept.until
  if (isTrue && kept.madeFrom === (await readVersions(app.db, invite, caller))) return kept.json
  return workOut(app, caller, question, now)
}

async function workOut(app: App, caller: Caller, question: SlotsQuestion, now: Instant): Promise<string> {
  return app.snapshot(async (db) => {
    const { invite } = await accessInvite(db, question.inviteId, caller.personId)
    refuseClosed(invite, now)
    const madeFrom = await readVersions(db, invite, caller)
    const ask = await readInviteAsk(db, invite, caller.personId, now)
    refuseUnchecked(ask, caller.personId)
    const bookable = bookableIn(ask, caller.personId, question.range)
    const json = JSON.stringify(presentSlots(bookable))
    keptOf(app).keep(keyOf(caller, question), { madeFrom, json, from: now, until: trueUntil(bookable, ask) })
    return json
  })
}

// The passing of time alone changes nothing before the first start falls to its notice, or what is known of calendars
// elsewhere grows old.
function trueUntil({ first = Number.POSITIVE_INFINITY }: Bookable, ask: Ask): Instant {
  const { question, trueUntil: knownUntil = Number.POSITIVE_INFINITY } = ask
  return Math.min(first - question.noticeMinutes * MINUTE, knownUntil - 1)
}

// Versions only rise, so three reads of them after one another are as good as one.
async function readVersions(db: Db, invite: Invite, caller: Caller): Promise<string> {
  const versions = await availability.listVersions(db, [invite.organizerId, caller.personId])
  return [invite.version, ...versions].join(' ')
}

function keyOf(caller: Caller, { inviteId, range }: SlotsQuestion): string {
  return [inviteId, caller.personId, ...range].join(' ')
}

function keptOf(app: App): KeptAnswers<Answer> {
  const kept = keptByApp.get(app) ?? createKeptAnswers<Answer>(mostKept)
  keptByApp.set(app, kept)
  return kept
}
