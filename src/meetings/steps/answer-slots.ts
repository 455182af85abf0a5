import * as availability from '#availability'
import type { App } from '#platform/app.ts'
import type { Db } from '#platform/database.ts'
import { createKeptAnswers, type KeptAnswers } from '#platform/kept-answers.ts'
import { type Instant, MINUTE } from '#time/instant.ts'
import type { Interval } from '#time/interval.ts'

import { presentSlots } from '../contract/slots.ts'
import { type Ask, type Bookable, bookableIn, refuseUnchecked } from '../slots.ts'

/** What is asked about, as this reader may see it now. */
type Seen = {
  /** Rises with every change of what offers the times. */
  version: number
  /** Whose time decides. */
  personIds: readonly string[]
  readAsk: () => Promise<Ask>
}

type SlotsQuestion = {
  /** Names what is asked about; the reader and the range are named beside it. */
  key: string
  /** Null for nobody signed in. */
  readerId: string | null
  range: Interval
  /** Fetches and authorises, or refuses; called on every question. */
  look: (db: Db, now: Instant) => Promise<Seen>
}

/** An answer, what it was made from, and from when until when nothing but that could change it. */
type Answer = { madeFrom: string; json: string; from: Instant; until: Instant }

const mostKept = 300
const keptByApp = new WeakMap<App, KeptAnswers<Answer>>()

/**
 * The times that the reader can book, from one moment, as JSON text. The same question is answered again without working it out while
 * nothing it was made from has changed; see docs/decisions/0006. Throws `times_unchecked`.
 */
export async function answerSlots(app: App, question: SlotsQuestion): Promise<string> {
  const now = app.now()
  const kept = keptOf(app).find(keyOf(question))
  if (kept && kept.from <= now && now <= kept.until) {
    const seen = await question.look(app.db, now)
    if (kept.madeFrom === (await readVersions(app.db, seen))) return kept.json
  }
  return app.snapshot((db) => workOut(app, db, question, now))
}

async function workOut(app: App, db: Db, question: SlotsQuestion, now: Instant): Promise<string> {
  const { readerId, range, look } = question
  const seen = await look(db, now)
  const madeFrom = await readVersions(db, seen)
  const ask = await seen.readAsk()
  refuseUnchecked(ask, readerId ?? '')
  const bookable = bookableIn(ask, readerId ?? '', range)
  const json = JSON.stringify(presentSlots(bookable))
  keptOf(app).keep(keyOf(question), { madeFrom, json, from: now, until: trueUntil(bookable, ask) })
  return json
}

// The passing of time alone changes nothing before the first start falls to its notice, or what is known of calendars
// elsewhere grows old.
function trueUntil({ first = Number.POSITIVE_INFINITY }: Bookable, ask: Ask): Instant {
  const { question, trueUntil: knownUntil = Number.POSITIVE_INFINITY } = ask
  return Math.min(first - question.noticeMinutes * MINUTE, knownUntil - 1)
}

// Versions only rise, so reads of them after one another are as good as one.
async function readVersions(db: Db, { version, personIds }: Seen): Promise<string> {
  return [version, ...(await availability.listVersions(db, personIds))].join(' ')
}

function keyOf({ key, readerId, range }: SlotsQuestion): string {
  return [key, readerId ?? 'nobody', ...range].join(' ')
}

function keptOf(app: App): KeptAnswers<Answer> {
  const kept = keptByApp.get(app) ?? createKeptAnswers<Answer>(mostKept)
  keptByApp.set(app, kept)
  return kept
}
