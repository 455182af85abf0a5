import { mailPage, mailText } from '#platform/html.ts'
import type { Mail } from '#platform/mail.ts'
import { zoneTime } from '#time/time-zones.ts'

import { nameOf, type ProviderName } from './providers.ts'

type AboutLink = { provider: ProviderName; shownAs: string; url: string }
type Addressed = AboutLink & { to: string }
/** A mail that is sent through notifications, which know where to. */
type Unaddressed = Omit<Mail, 'to'>

/** Tells that an account is linked now, so that nobody links one unseen. `url` is where links are managed. */
export function linkedMail({ to, provider, shownAs, url }: Addressed): Mail {
  const name = nameOf(provider)
  const mail = write({
    title: `${name} is linked to your account`,
    says: [
      `${shownAs} (${name}) is linked to your account on Parley now. Meetings are written there, and busy times there are taken out of what you offer.`,
      'If that was not you, press the button, end the link and change your password at once.',
    ],
    button: { label: 'Look at my calendars', url },
  })
  return { to, ...mail }
}

/** Tells that a link was ended. `url` is where links are managed. */
export function unlinkedMail({ to, provider, shownAs, url }: Addressed): Mail {
  const name = nameOf(provider)
  const mail = write({
    title: `${name} is no longer linked`,
    says: [
      `${shownAs} (${name}) is no longer linked to your account on Parley. What opened it is erased, and so are its busy times. Meetings that stand there stay, and are yours to change or remove.`,
      'If that was not you, press the button and change your password at once.',
    ],
    button: { label: 'Look at my calendars', url },
  })
  return { to, ...mail }
}

/** Tells that a link does not work any more and what mends it. `sentence` says why. */
export function brokenLinkMail({
  provider,
  shownAs,
  sentence,
  url,
}: AboutLink & { sentence: string }): Unaddressed {
  return write({
    title: `${nameOf(provider)} needs to be linked again`,
    says: [
      `${shownAs}: ${sentence}`,
      'Until then no meeting is written there, and a day after the last look at it your times are not offered, because nobody knows when you are busy. Nothing is lost: what is missing is written once you have relinked.',
    ],
    button: { label: 'Relink', url },
  })
}

/** Tells that a link is to be made again between two dates. The dates come in words, with their zone. */
export function relinkWindowMail(
  parts: AboutLink & { text: string; from: string; until: string; timeZone: string },
): Unaddressed {
  const { provider, shownAs, text, from, until, timeZone, url } = parts
  return write({
    title: `Please link ${nameOf(provider)} again by ${until}`,
    says: [
      text,
      `This is about ${shownAs}, from ${from} on. It works on until the end of ${until} (${zoneTime(timeZone)}). After that no meeting is written there and busy times are not read, until you link it again.`,
    ],
    button: { label: 'Relink', url },
  })
}

function write({
  title,
  says,
  button,
}: {
  title: string
  says: string[]
  button: { label: string; url: string }
}): Unaddressed {
  return {
    subject: title,
    text: `${says.join('\n\n')}\n\n${button.label}: ${button.url}\n\nParley\n`,
    html: mailPage({ title, body: mailText(...says), button }),
  }
}
