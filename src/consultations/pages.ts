import { type Html, html } from '#platform/html.ts'
import type { WrittenPage } from '#platform/pages.ts'
import { sayDateTimeRange, sayDayLong, sayTime } from '#time/display.ts'
import { type Instant, MINUTE, toIso } from '#time/instant.ts'
import { offsetLabel, zoneCity } from '#time/time-zones.ts'
import { dateAt } from '#time/zone.ts'

import type { Offering } from './contract.ts'
import { factsOf, previewOf, sayAnswer } from './wording.ts'

/** What a page of an offering says beside the offering itself. */
export type OfferingPage = {
  offering: Offering
  /** Its own address, whole. */
  url: string
  /** `https://meet.example.org` */
  origin: string
  /** The next starts, ascending; null while nobody knows them. */
  starts: readonly Instant[] | null
  /** In which the times are written. */
  timeZone: string
  now: Instant
  /** The start and duration that were chosen on the way here. */
  chosen: { at: Instant; minutes: number } | null
}

const mostDays = 3
const mostOfADay = 4
const frame = 'mx-auto w-full max-w-[880px] px-6 py-8 narrow:px-4'
const button =
  'control inline-flex items-center justify-center gap-2 rounded-card border border-transparent bg-accent px-4 font-medium text-accent-text'
const timeLink =
  'control tabular inline-flex min-w-24 items-center justify-center rounded-card border border-line-strong/45 bg-surface-raised px-4 font-medium'

/** The public page of an offering, to be read without any script. The app takes over where it runs; `data` is what it begins with. */
export function offeringPage(page: OfferingPage, { isListed }: { isListed: boolean }): WrittenPage {
  const { offering, chosen } = page
  return {
    title: `${offering.title} · ${offering.offerer.name}`,
    head: html`${previewHead(page)}
${isListed ? html`<link rel="canonical" href="${page.url}">` : html`<meta name="robots" content="noindex">`}`,
    content: html`<main class="${frame}" data-offering="${JSON.stringify(offering)}">
<p class="text-muted"><a class="hover:underline" href="/p/${offering.offerer.handle}">${offering.offerer.name}</a></p>
${!offering.isOn && html`<p class="mt-2 text-time">This is off: only you see it.</p>`}
${headOf(offering)}
${chosen ? chosenTime(page, chosen) : nextTimes(page, (at) => html`href="${hereWith(page, at)}"`)}
</main>`,
  }
}

/** The same in a frame on another site: what it is and its next times; each opens the page itself in a window of its own. */
export function embeddedPage(page: OfferingPage): WrittenPage {
  const { offering, url } = page
  return {
    title: `${offering.title} · ${offering.offerer.name}`,
    head: html`<meta name="robots" content="noindex">`,
    content: html`<main class="mx-auto w-full max-w-[640px] p-4">
<p class="text-sm text-muted">${offering.offerer.name}</p>
<h1 class="text-lg font-semibold wrap-anywhere">${offering.title}</h1>
${factsLine(offering)}
${nextTimes(page, (at) => html`target="_blank" href="${withTime(url, offering, at)}"`)}
<p class="mt-6"><a class="${button}" rel="noopener" target="_blank" href="${url}">All times</a></p>
</main>`,
  }
}

/** Everything somebody offers that this reader may see. */
export function offererPage(
  offerer: Offering['offerer'],
  offerings: readonly { offering: Offering; path: string }[],
  url: string,
): WrittenPage {
  return {
    title: `${offerer.name} · Parley`,
    head: html`<meta property="og:type" content="profile">
<meta property="og:title" content="${offerer.name}">
<meta property="og:description" content="Book a time with ${offerer.name}.">
<meta property="og:url" content="${url}">
<link rel="canonical" href="${url}">`,
    content: html`<main class="${frame}">
<h1 class="text-xl font-semibold wrap-anywhere">${offerer.name}</h1>
<p class="mt-2 text-muted">What you can book</p>
<ul class="mt-6 flex flex-col divide-y divide-line border-y border-line">
${offerings.map(
  ({ offering, path }) => html`<li class="py-4">
<a class="text-lg font-semibold hover:underline wrap-anywhere" href="${path}">${offering.title}</a>
${factsLine(offering)}
</li>
`,
)}</ul>
</main>`,
  }
}

/** For every address that leads nowhere, for what is off, and for what is not the reader's to see: the same page. */
export function nothingHerePage(): WrittenPage {
  return {
    title: 'Not found · Parley',
    head: html`<meta name="robots" content="noindex">`,
    content: html`<main class="grid min-h-page place-items-center p-6">
<div class="text-center">
<h1 class="text-lg font-semibold">There is nothing here</h1>
<p class="mt-2 text-muted">The address may be wrong, or what stood here is not for everybody.</p>
<p class="mt-6"><a class="${button}" href="/sign-in">Sign in</a></p>
</div>
</main>`,
  }
}

function headOf(offering: Offering): Html {
  const { title, description, picture, answerWithinMinutes, offerer } = offering
  return html`<h1 class="mt-1 text-xl font-semibold wrap-anywhere">${title}</h1>
${factsLine(offering)}
${
  picture &&
  html`<img class="mt-6 w-full rounded-card border border-line" src="${picture.url}" width="${picture.width}" height="${picture.height}" alt="">`
}
<div class="mt-6 max-w-measure wrap-anywhere">${paragraphs(description)}</div>
${answerWithinMinutes !== null && html`<p class="mt-4 text-muted">${sayAnswer(offerer.name, answerWithinMinutes)}</p>`}`
}

function factsLine(offering: Offering): Html {
  return html`<p class="tabular mt-1 text-muted">${factsOf(offering).join(' · ')}</p>`
}

function paragraphs(text: string): Html {
  const written = text
    .split(/\n\s*\n/)
    .filter((one) => one.trim() !== '')
    .map((one) => html`<p class="mb-3 whitespace-pre-line">${one.trim()}</p>\n`)
  return html`${written}`
}

function nextTimes(page: OfferingPage, leadTo: (at: Instant) => Html): Html {
  const { starts, timeZone, now, offering } = page
  const [shortest] = offering.durations
  const place = `In ${zoneCity(timeZone)} (${offsetLabel(timeZone, now)})`
  // A longer one may not fit where the shortest does.
  const said = offering.durations.length > 1 ? `${place}, for ${shortest} minutes` : place
  const reader = { timeZone, locale: 'en-GB', hourCycle: 24 } as const
  const days = Map.groupBy(starts ?? [], (at) => dateAt(timeZone, at))
  const shown = [...days]
    .slice(0, mostDays)
    .map(([date, those]) => [date, those.slice(0, mostOfADay)] as const)
  return html`<section class="mt-8" aria-labelledby="next-times">
<h2 id="next-times" class="font-semibold">Next free times</h2>
${starts === null && html`<p class="mt-2 text-muted">Times are being checked. Look again in a moment.</p>`}
${starts?.length === 0 && html`<p class="mt-2 text-muted">No time is free at the moment.</p>`}
${days.size > 0 && html`<p class="mt-1 text-sm text-muted">${said}</p>`}
${shown.map(
  ([date, those]) => html`<h3 class="mt-4 text-sm font-semibold">${sayDayLong(date, reader, { now })}</h3>
<ul class="mt-2 flex flex-wrap gap-2">${those.map(
    (at) =>
      html`<li><a class="${timeLink}" rel="noopener nofollow" ${leadTo(at)}><time datetime="${toIso(at)}">${sayTime(at, reader)}</time></a></li>`,
  )}</ul>
`,
)}</section>`
}

// What was chosen stands in the address, so that it is there again after the sign-in.
function chosenTime(page: OfferingPage, { at, minutes }: { at: Instant; minutes: number }): Html {
  const { timeZone, now } = page
  const said = sayDateTimeRange(
    [at, at + minutes * MINUTE],
    { timeZone, locale: 'en-GB', hourCycle: 24 },
    { now },
  )
  const back = encodeURIComponent(hereWith(page, at, minutes))
  return html`<section class="mt-8 rounded-card border border-accent bg-surface-raised p-4" aria-labelledby="chosen">
<h2 id="chosen" class="tabular font-semibold">${said}</h2>
<p class="text-sm text-muted">In ${zoneCity(timeZone)} (${offsetLabel(timeZone, at)})</p>
<p class="mt-4 flex flex-wrap items-center gap-4"><a class="${button}" href="/sign-in?next=${back}">Sign in to confirm</a>
<a class="text-accent underline" href="/sign-up?next=${back}">Make an account</a>
<a class="text-accent underline" href="${new URL(page.url).pathname}">Other times</a></p>
</section>`
}

function hereWith({ url, offering }: OfferingPage, at: Instant, minutes?: number): string {
  return withTime(new URL(url).pathname, offering, at, minutes)
}

function withTime(
  address: string,
  { durations }: Pick<Offering, 'durations'>,
  at: Instant,
  minutes = durations[0],
): string {
  return `${address}?at=${toIso(at)}&minutes=${minutes}`
}

// The Open Graph protocol, as chats and networks read it.
function previewHead({ offering, url, origin }: OfferingPage): Html {
  const { title, offerer, picture } = offering
  const description = previewOf(offering)
  return html`<meta name="description" content="${description}">
<meta property="og:type" content="website">
<meta property="og:site_name" content="Parley">
<meta property="og:title" content="${title} · ${offerer.name}">
<meta property="og:description" content="${description}">
<meta property="og:url" content="${url}">
<meta property="og:image" content="${origin}${picture?.url ?? '/icon.png'}">
<meta name="twitter:card" content="${picture ? 'summary_large_image' : 'summary'}">`
}
