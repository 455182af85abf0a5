import { type Html, html } from '#platform/html.ts'
import type { WrittenPage } from '#platform/pages.ts'
import { sayDateTimeRange, sayDayLong, sayTime } from '#time/display.ts'
import { type Instant, MINUTE, toIso } from '#time/instant.ts'
import { offsetLabel, zoneCity } from '#time/time-zones.ts'
import { addDays, type LocalDate } from '#time/wall-time.ts'
import { dateAt, startOfDate } from '#time/zone.ts'

import type { Offering } from './contract.ts'
import type { NextStarts } from './offering.ts'
import { factsOf, previewOf, sayAnswer, sayLength } from './wording.ts'

/** What a page of an offering says beside the offering itself. */
export type OfferingPage = {
  offering: Offering
  /** Its own address, whole. */
  url: string
  /** `https://meet.example.org` */
  origin: string
  /** How long the times take that are shown, or chosen: one of the offering’s durations. */
  minutes: number
  /** From when on the reader wants to see times; null from now on. */
  from: Instant | null
  /** The next starts; null while nobody knows them. */
  next: NextStarts | null
  /** The zone that the address names, if it does. */
  zone: string | null
  /** In which the times are written. */
  timeZone: string
  now: Instant
  /** The start that was chosen on the way here. */
  chosenAt: Instant | null
}

const mostDays = 3
const mostOfADay = 4
const frame = 'mx-auto w-full max-w-[880px] px-6 py-8 narrow:px-4'
const button =
  'control inline-flex items-center justify-center gap-2 rounded-card border border-transparent bg-accent px-4 font-medium text-accent-text'
const textLink = 'text-accent underline'
const chip = 'control inline-flex items-center rounded-full border bg-surface-raised px-4 text-sm'
const timeLink =
  'control tabular inline-flex min-w-24 items-center justify-center rounded-card border border-line-strong/45 bg-surface-raised px-4 font-medium'

/** The public page of an offering, to be read without any script. The app takes over where it runs; `data` is what it begins with. */
export function offeringPage(page: OfferingPage, { isListed }: { isListed: boolean }): WrittenPage {
  const { offering, chosenAt } = page
  return {
    title: `${offering.title} · ${offering.offerer.name}`,
    head: html`${previewHead(page)}
${isListed ? html`<link rel="canonical" href="${page.url}">` : html`<meta name="robots" content="noindex">`}`,
    content: html`<main class="${frame}" data-offering="${JSON.stringify(offering)}">
<p class="text-muted"><a class="hover:underline" href="/p/${offering.offerer.handle}">${offering.offerer.name}</a></p>
${!offering.isOn && html`<p class="mt-2 text-time">This is off: only you see it.</p>`}
${headOf(offering)}
${chosenAt === null ? times(page) : chosenTime(page, chosenAt)}
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
<section class="mt-8" aria-labelledby="next-times">
<h2 id="next-times" class="font-semibold">Next free times</h2>
${daysOf(page, { mostOfADay, leadTo: (at) => html`target="_blank" href="${addressOf(page, url, { at })}"` })}</section>
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

// Everything can be reached without a script: each duration, the rest of a day, and the days after those shown.
function times(page: OfferingPage): Html {
  const { from, offering } = page
  const isFirst = from === null
  const later = laterThanShown(page)
  const leadTo = (at: Instant) => html`href="${hereWith(page, { at })}"`
  return html`<section class="mt-8" aria-labelledby="next-times">
<h2 id="next-times" class="font-semibold">${isFirst ? 'Next free times' : 'Later times'}</h2>
${offering.durations.length > 1 && durationLinks(page)}
${daysOf(page, isFirst ? { mostOfADay, leadTo, showsRest: true } : { leadTo })}
<p class="mt-6 flex flex-wrap gap-x-6 gap-y-2">
${!isFirst && html`<a class="${textLink}" rel="nofollow" href="${hereWith(page, {})}">The next free times</a>`}
${later !== null && html`<a class="${textLink}" rel="nofollow" href="${hereWith(page, { from: later })}">Later times</a>`}
</p></section>`
}

function durationLinks(page: OfferingPage): Html {
  const { offering, minutes, from } = page
  return html`<ul aria-label="How long" class="mt-3 flex flex-wrap gap-2">${offering.durations.map(
    (one) =>
      html`<li><a class="${chip} ${one === minutes ? 'border-accent' : 'border-line'}" rel="nofollow" ${one === minutes && html`aria-current="true" `}href="${hereWith(page, { minutes: one, from })}">${sayLength(one)}</a></li>`,
  )}</ul>`
}

type Days = {
  /** Without it every time of a day is shown. */
  mostOfADay?: number
  /** With a link to what of a day is left out. */
  showsRest?: boolean
  leadTo: (at: Instant) => Html
}

function daysOf(page: OfferingPage, { mostOfADay: most, showsRest, leadTo }: Days): Html {
  const { next, timeZone, now, offering, minutes } = page
  if (next === null)
    return html`<p class="mt-2 text-muted">Times are being checked. Look again in a moment.</p>`
  if (next.starts.length === 0) return html`<p class="mt-2 text-muted">${sayNone(page)}</p>`
  const place = `In ${zoneCity(timeZone)} (${offsetLabel(timeZone, next.starts[0] ?? now)})`
  // A longer one may not fit where the shortest does.
  const said = offering.durations.length > 1 ? `${place}, for ${sayLength(minutes)}` : place
  return html`<p class="mt-2 text-sm text-muted">${said}</p>
${shownDays(page).map(
  ([
    date,
    starts,
  ]) => html`<h3 class="mt-4 text-sm font-semibold">${sayDayLong(date, readerIn(timeZone), { now })}</h3>
<ul class="mt-2 flex flex-wrap gap-2">${starts
    .slice(0, most)
    .map(
      (at) =>
        html`<li><a class="${timeLink}" rel="noopener nofollow" ${leadTo(at)}><time datetime="${toIso(at)}">${sayTime(at, readerIn(timeZone))}</time></a></li>`,
    )}
${showsRest && starts.length > (most ?? starts.length) && restOfDay(page, starts)}</ul>
`,
)}`
}

function restOfDay(page: OfferingPage, starts: readonly Instant[]): Html {
  const [first] = starts
  return html`<li><a class="control inline-flex items-center px-2 ${textLink}" rel="nofollow" href="${hereWith(page, { from: first ?? null })}">All ${starts.length} times<span class="sr-only"> of this day</span></a></li>`
}

function sayNone({ next, from }: OfferingPage): string {
  if (from !== null && next?.last) return 'No later time is free.'
  return 'No time is free at the moment.'
}

function shownDays({ next, timeZone }: OfferingPage): [LocalDate, Instant[]][] {
  return [...Map.groupBy(next?.starts ?? [], (at) => dateAt(timeZone, at))].slice(0, mostDays)
}

// The first instant of the day after those shown, where anything is left for it.
function laterThanShown(page: OfferingPage): Instant | null {
  const [date] = shownDays(page).at(-1) ?? []
  const last = page.next?.last ?? null
  if (date === undefined || last === null) return null
  const after = startOfDate(page.timeZone, addDays(date, 1))
  return last >= after ? after : null
}

function readerIn(timeZone: string) {
  return { timeZone, locale: 'en-GB', hourCycle: 24 } as const
}

// What was chosen stands in the address, so that it is there again after the sign-in.
function chosenTime(page: OfferingPage, at: Instant): Html {
  const { timeZone, now, minutes } = page
  const said = sayDateTimeRange([at, at + minutes * MINUTE], readerIn(timeZone), { now })
  const back = encodeURIComponent(hereWith(page, { at }))
  return html`<section class="mt-8 rounded-card border border-accent bg-surface-raised p-4" aria-labelledby="chosen">
<h2 id="chosen" class="tabular font-semibold">${said}</h2>
<p class="text-sm text-muted">In ${zoneCity(timeZone)} (${offsetLabel(timeZone, at)})</p>
<p class="mt-4 flex flex-wrap items-center gap-4"><a class="${button}" href="/sign-in?next=${back}">Sign in to confirm</a>
<a class="${textLink}" href="/sign-up?next=${back}">Make an account</a>
<a class="${textLink}" href="${hereWith(page, {})}">Other times</a></p>
</section>`
}

/** What of the page an address says; what is left out is as it stands in the page. */
type Place = { at?: Instant; from?: Instant | null; minutes?: number }

function hereWith(page: OfferingPage, place: Place): string {
  return addressOf(page, new URL(page.url).pathname, place)
}

function addressOf(
  { zone, minutes: shown }: OfferingPage,
  page: string,
  { at, from, minutes }: Place,
): string {
  const said = [
    ...(at === undefined ? [] : [`at=${toIso(at)}`]),
    `minutes=${minutes ?? shown}`,
    ...(from ? [`from=${toIso(from)}`] : []),
    ...(zone === null ? [] : [`zone=${encodeURIComponent(zone)}`]),
  ]
  return `${page}?${said.join('&')}`
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
