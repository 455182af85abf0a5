const trusted = Symbol('trusted markup')

/** Markup that is safe to send: made by `html` alone, so that text from people is always escaped. */
export type Html = { readonly [trusted]: true; toString(): string }

type HtmlValue = Html | string | number | false | null | undefined | readonly HtmlValue[]

/** A link in a mail; `url` is an http or https address. */
export type MailLink = { label: string; url: string }

/** What a mail says, in the one layout of all our mails. The text version is written beside it by `mails.ts`. */
export type MailPage = {
  title: string
  body: Html
  /** What mailboxes show beside the subject; without it, whatever comes first. */
  preview?: string
  /** The one thing to do. */
  button?: MailLink
  /** Quieter things to do, beside it or in its place. */
  others?: readonly MailLink[]
  /** Beneath the sheet: why it was sent, and how to get fewer. */
  footer?: Html
}

/** A time to come, large: a leaf of a calendar beside what a clock shows, and beneath it what other clocks do. */
export type MailTime = {
  leaf: { month: string; day: string; weekday: string }
  /** `Tue 3 Nov, 15:00 – 15:30` */
  time: string
  /** Quieter lines: whose time that is, and the other side's. */
  lines: readonly string[]
  /** Where it stood before: struck through. */
  was?: string | undefined
  /** It does not take place: all of it is struck through. */
  isOff?: boolean
}

/** A template that escapes every value except markup made by itself; lists are joined, false and null are left out. */
export function html(parts: TemplateStringsArray, ...values: readonly HtmlValue[]): Html {
  return markup(parts.map((part, index) => part + write(values[index])).join(''))
}

/** A whole mail: calm, one column, light and dark, in tables and inline styles because mail programs know little else. */
export function mailPage({ title, body, preview, button, others = [], footer }: MailPage): string {
  return `<!doctype html>\n${html`<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="supported-color-schemes" content="light dark">
<title>${title}</title>
<style>${darkColours}</style>
</head>
<body class="page" style="margin:0;padding:0;background:${light.page}">
${preview && html`<div style="display:none;max-height:0;overflow:hidden">${preview}</div>`}
<table role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0" class="page" style="background:${light.page}">
<tr><td align="center" style="padding:32px 16px">
<table role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0" class="sheet" style="max-width:520px;background:${light.sheet};border:1px solid ${light.line};border-radius:10px">
<tr><td class="text" style="padding:32px;color:${light.text};font:400 15px/22px ${letters}">
<h1 class="text" style="margin:0 0 16px;color:${light.text};font:600 20px/28px ${letters};overflow-wrap:anywhere">${title}</h1>
${body}
${(button !== undefined || others.length > 0) && mailButtons(button, others)}
${button && plainAddress(button)}
</td></tr>
</table>
<div class="muted" style="max-width:520px;margin:16px 0 0;color:${light.muted};font:400 13px/18px ${letters}">${footer ?? 'Parley'}${wayOutPlace}</div>
</td></tr>
</table>
</body>
</html>`}`
}

/** A whole mail with a last link beneath it: to fewer such mails. Whoever addresses a mail adds it, not who writes it. */
export function withWayOut(page: string, link: MailLink): string {
  return page.replace(wayOutPlace.toString(), () => html`<br>${mailLink(link)}`.toString())
}

/** Paragraphs of a mail's body. */
export function mailText(...paragraphs: readonly (string | Html | false | null | undefined)[]): Html {
  return html`${paragraphs.map(
    (one) =>
      one &&
      html`<p class="text" style="margin:0 0 12px;overflow-wrap:anywhere;color:${light.text}">${one}</p>\n`,
  )}`
}

/** What somebody typed, set apart from our own words, with its lines as they were. */
export function mailQuote(text: string): Html {
  const lines = text.split(/\r\n|\r|\n/).map((line, index) => html`${index > 0 && html`<br>`}${line}`)
  return html`<p class="quote text" style="margin:0 0 16px;padding:0 0 0 12px;border-left:2px solid ${light.line};color:${light.text};overflow-wrap:anywhere">${lines}</p>
`
}

/** A quiet link inside of text. */
export function mailLink({ label, url }: MailLink): Html {
  return html`<a class="plain-link" href="${outside(url)}" style="color:${light.accent}">${label}</a>`
}

/** The time block of a meeting. */
export function mailTime({ leaf, time, lines, was, isOff = false }: MailTime): Html {
  const struck = isOff ? 'text-decoration:line-through;' : ''
  const [month, day] = isOff
    ? ['leaf-off muted', `color:${light.muted};${struck}`]
    : ['leaf', `color:${light.text};`]
  const monthColours = isOff
    ? `background:${light.page};color:${light.muted}`
    : `background:${light.accentSoft};color:${light.accent}`
  return html`<table role="presentation" cellpadding="0" cellspacing="0" border="0" style="margin:0 0 20px">
<tr>
<td valign="top" style="padding:0 16px 0 0">
<table role="presentation" width="60" cellpadding="0" cellspacing="0" border="0" class="line" aria-hidden="true" style="width:60px;border:1px solid ${light.line};border-radius:10px;text-align:center">
<tr><td class="${month}" style="padding:2px 0;border-radius:9px 9px 0 0;${monthColours};font:600 13px/18px ${letters}">${leaf.month}</td></tr>
<tr><td class="${isOff ? 'muted' : 'text'}" style="padding:4px 0 0;${day}font:600 20px/28px ${letters}">${leaf.day}</td></tr>
<tr><td class="muted" style="padding:0 0 4px;color:${light.muted};font:400 13px/18px ${letters}">${leaf.weekday}</td></tr>
</table>
</td>
<td valign="top" style="padding:2px 0 0">
${was && html`<div class="muted" style="color:${light.muted};text-decoration:line-through;font:400 15px/22px ${letters}">${was}</div>`}
<div class="${isOff ? 'muted' : 'text'}" style="color:${isOff ? light.muted : light.text};${struck}font:600 17px/26px ${letters}">${time}</div>
${lines.map((line) => html`<div class="muted" style="color:${light.muted};font:400 15px/22px ${letters}">${line}</div>\n`)}
</td>
</tr>
</table>
`
}

const wayOutPlace = markup('<!-- fewer -->')
const letters = 'Inter,-apple-system,Segoe UI,Roboto,Helvetica,Arial,sans-serif'
// The kit's colours (kit/tokens.css) as mail programs read them.
const light = {
  page: '#fbfaf7',
  sheet: '#fffefd',
  line: '#e3e0db',
  text: '#28231e',
  muted: '#605a53',
  accent: '#23578d',
  accentSoft: '#e5eef8',
}

// Mail programs that know dark mode read classes; the others keep the inline light colours.
const darkColours = markup(`
@media (prefers-color-scheme: dark) {
.page { background: #151311 !important }
.sheet { background: #1e1c19 !important; border-color: #312f2b !important }
.text { color: #eae7e2 !important }
.muted { color: #aca79f !important }
.button { background: #88bcf2 !important }
.button a { color: #071728 !important }
.other { border-color: #312f2b !important }
.plain-link, .other a { color: #88bcf2 !important }
.line, .quote { border-color: #312f2b !important }
.leaf { background: #202d3c !important; color: #88bcf2 !important }
.leaf-off { background: #151311 !important }
}
`)

function mailButtons(button: MailLink | undefined, others: readonly MailLink[]): Html {
  return html`<table role="presentation" cellpadding="0" cellspacing="0" border="0" style="margin:20px 0 12px">
<tr><td>
${button && mailButton(button, 'button', `background:${light.accent};border:1px solid ${light.accent}`, '#ffffff')}
${others.map((other) => mailButton(other, 'other', `border:1px solid ${light.line}`, light.accent))}
</td></tr>
</table>`
}

// Inline tables, so that they stand beside each other and wrap where there is no room.
function mailButton({ label, url }: MailLink, name: string, look: string, colour: string): Html {
  return html`<table role="presentation" cellpadding="0" cellspacing="0" border="0" style="display:inline-table;margin:0 8px 8px 0">
<tr><td class="${name}" style="${look};border-radius:10px">
<a href="${outside(url)}" style="display:inline-block;padding:10px 20px;color:${colour};font:600 15px/22px ${letters};text-decoration:none">${label}</a>
</td></tr>
</table>
`
}

function plainAddress({ label, url }: MailLink): Html {
  return html`<p class="muted" style="margin:0;color:${light.muted};font:400 13px/18px ${letters}">If “${label}” does nothing, open this address:<br>
<a class="plain-link" href="${url}" style="color:${light.accent};word-break:break-all">${url}</a></p>`
}

function outside(url: string): string {
  if (!/^https?:\/\//.test(url)) throw new Error('A link in a mail leads to an http or https address.')
  return url
}

function write(value: HtmlValue): string {
  if (value === false || value === null || value === undefined) return ''
  if (typeof value === 'string') return escapeText(value)
  if (typeof value === 'number') return String(value)
  return isMarkup(value) ? value.toString() : value.map(write).join('')
}

function isMarkup(value: Html | readonly HtmlValue[]): value is Html {
  return trusted in value
}

function markup(text: string): Html {
  return { [trusted]: true, toString: () => text }
}

const entities: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}

function escapeText(text: string): string {
  return text.replace(/[&<>"']/g, (character) => entities[character] ?? character)
}
