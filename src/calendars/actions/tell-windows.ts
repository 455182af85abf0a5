import * as availability from '#availability'
import * as notifications from '#notifications'
import type { App, Tx } from '#platform/app.ts'
import { sayDayLong } from '#time/display.ts'

import type { Link } from '../link.ts'
import { relinkWindowMail } from '../mails.ts'
import { findWindow, opensAt, type RelinkWindow } from '../relink-window.ts'
import { listUntold, listWindows, noteTold } from '../store/relink-windows.ts'
import { tellChanged } from '../steps/tell-changed.ts'

const mostAtOnce = 200

/** From the first date of a relink window on, tells each owner of a link that it asks for: on their pages, and by one mail. */
export async function tellWindows(app: App): Promise<void> {
  const windows = await listWindows(app.db)
  const now = app.now()
  for (const window of windows.filter((one) => opensAt(one) <= now)) {
    const { id, providers } = window
    const untold = await listUntold(app.db, { id, providers, opensAt: opensAt(window) }, mostAtOnce)
    for (const link of untold.filter((one) => findWindow(windows, one, now) === window)) {
      await app.transaction((tx) => tell(tx, link, window))
    }
  }
}

async function tell(tx: Tx, link: Link, window: RelinkWindow): Promise<void> {
  // Whoever is told while the window is over was suspended by it this moment: what one offers changes with it.
  await availability.lockBusy(tx, [link.personId])
  if (!(await noteTold(tx.db, link.id, window.id))) return
  await tellChanged(tx, link.personId)
  await notifications.tell(tx, windowNotice(tx.app, link, window))
}

function windowNotice(app: App, link: Link, window: RelinkWindow): notifications.NoticeToTell {
  const { timeZone, fromDate, untilDate, text } = window
  const reader = { timeZone, locale: 'en-GB' }
  const href = '/settings/calendars'
  const mail = relinkWindowMail({
    provider: link.provider,
    shownAs: link.shownAs,
    text,
    from: sayDayLong(fromDate, reader, { year: true }),
    until: sayDayLong(untilDate, reader, { year: true }),
    timeZone,
    url: new URL(href, app.config.publicUrl).href,
  })
  return {
    personId: link.personId,
    kind: 'link_trouble',
    key: `relink-window:${window.id}:${link.id}`,
    subjectId: link.id,
    roomId: null,
    title: mail.subject,
    text,
    href,
    mail,
  }
}
