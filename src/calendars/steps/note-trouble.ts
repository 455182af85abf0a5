import * as notifications from '#notifications'
import type { App } from '#platform/app.ts'
import { MINUTE } from '#time/instant.ts'

import { type Link, pauseAfter } from '../link.ts'
import { brokenLinkMail } from '../mails.ts'
import type { ProviderTrouble } from '../port.ts'
import { breakLink, countFailure } from '../store/link-health.ts'
import { tellChanged } from './tell-changed.ts'

// From then on an account that only fails is tried once a minute.
const failuresInARow = 5

/** Notes with the link how its account failed. What concerns one calendar or event alone is for whoever asked. */
export async function noteTrouble(app: App, link: Link, trouble: ProviderTrouble): Promise<void> {
  if (trouble.kind === 'needs_relink' || trouble.kind === 'unsupported') {
    return giveUp(app, link, trouble.kind, trouble.message)
  }
  if (trouble.kind === 'rejected') return
  if (trouble.kind === 'misconfigured') {
    app.log.error(
      { provider: link.provider, code: trouble.code },
      'a calendar provider does not accept what this Parley is set up with',
    )
  }
  const now = app.now()
  const attempts = await countFailure(
    app.db,
    link.id,
    {
      trouble: trouble.message,
      restsUntil: restsUntil(link, trouble, now),
    },
    now,
  )
  if (attempts === 1) await app.transaction((tx) => tellChanged(tx, link.personId))
}

// Only the first to notice breaks the link, so that its owner has one mail.
async function giveUp(
  app: App,
  link: Link,
  state: 'needs_relink' | 'unsupported',
  trouble: string,
): Promise<void> {
  await app.transaction(async (tx) => {
    const broken = { linkId: link.id, generation: link.generation, state, trouble }
    if (!(await breakLink(tx.db, broken, tx.now))) return
    await tx.audit({
      action: 'calendar.broken',
      actorId: null,
      personId: link.personId,
      subjectId: link.id,
      detail: { provider: link.provider, state },
    })
    await tellChanged(tx, link.personId)
    await notifications.tell(tx, brokenLinkNotice(app, link, trouble))
  })
}

function brokenLinkNotice(app: App, link: Link, sentence: string): notifications.NoticeToTell {
  const { personId, provider, shownAs } = link
  const href = '/settings/calendars'
  const mail = brokenLinkMail({ provider, shownAs, sentence, url: new URL(href, app.config.publicUrl).href })
  return {
    personId,
    kind: 'link_trouble',
    key: `calendar-broken:${link.id}:${link.generation}`,
    subjectId: link.id,
    roomId: null,
    title: mail.subject,
    text: `${shownAs}: ${sentence}`,
    href,
    mail,
  }
}

function restsUntil(link: Link, trouble: ProviderTrouble, now: number): number | null {
  if (trouble.retryAfterMs !== undefined) return now + trouble.retryAfterMs
  if (trouble.kind === 'misconfigured' || link.checkAttempts + 1 >= failuresInARow) return now + MINUTE
  return trouble.kind === 'throttled' ? now + pauseAfter(link.checkAttempts + 1, Math.random()) : null
}
