import { DAY, type Instant, MINUTE } from './instant.ts'
import { findTimeZone, isTimeZone, offsetAt } from './zone.ts'

export type TimeZone = { zone: string; city: string; region: string }

/** Intl lists some zones under names that were replaced long ago; the picker shows today's. */
const replaced: Record<string, string> = {
  'Africa/Asmera': 'Africa/Asmara',
  'America/Buenos_Aires': 'America/Argentina/Buenos_Aires',
  'America/Catamarca': 'America/Argentina/Catamarca',
  'America/Coral_Harbour': 'America/Atikokan',
  'America/Cordoba': 'America/Argentina/Cordoba',
  'America/Godthab': 'America/Nuuk',
  'America/Indianapolis': 'America/Indiana/Indianapolis',
  'America/Jujuy': 'America/Argentina/Jujuy',
  'America/Louisville': 'America/Kentucky/Louisville',
  'America/Mendoza': 'America/Argentina/Mendoza',
  'Asia/Calcutta': 'Asia/Kolkata',
  'Asia/Katmandu': 'Asia/Kathmandu',
  'Asia/Rangoon': 'Asia/Yangon',
  'Asia/Saigon': 'Asia/Ho_Chi_Minh',
  'Atlantic/Faeroe': 'Atlantic/Faroe',
  'Europe/Kiev': 'Europe/Kyiv',
  'Pacific/Enderbury': 'Pacific/Kanton',
  'Pacific/Ponape': 'Pacific/Pohnpei',
  'Pacific/Truk': 'Pacific/Chuuk',
}

type Country = { code: string; name: string }

/** Folded, each word between spaces: the names of the place, and these with all else it can be found by. */
type Searchable = TimeZone & { places: string; words: string }

let listed: readonly TimeZone[] | undefined
let indexed: readonly Searchable[] | undefined
let countries: ReadonlyMap<string, Country[]> | undefined

/** Every zone there is to choose, UTC first, then by region and city. */
export function listTimeZones(): readonly TimeZone[] {
  listed ??= readTimeZones()
  return listed
}

/** The name of today for a zone that a browser gives under its former one: `Asia/Calcutta` → `Asia/Kolkata`. */
export function zoneOfToday(zone: string): string {
  const today = replaced[zone]
  // A browser with older data may not know the new name yet.
  return today !== undefined && isTimeZone(today) ? today : zone
}

/** The zone the device stands in, under its name of today. */
export function deviceZone(): string {
  return zoneOfToday(Intl.DateTimeFormat().resolvedOptions().timeZone)
}

/** The place a zone is named after, as it is called today: `America/Argentina/Buenos_Aires` → `Buenos Aires`. */
export function zoneCity(zone: string): string {
  return lastPart(replaced[zone] ?? zone)
}

/** Whose clocks a time is by, in a sentence: `Buenos Aires time`, and `UTC` as it is. */
export function zoneTime(zone: string): string {
  return zone === 'UTC' ? zone : `${zoneCity(zone)} time`
}

/** `UTC+5:30`, `UTC−3`, `UTC`: how far the zone's clocks are from UTC at the instant, seconds left out. */
export function offsetLabel(zone: string, at: Instant): string {
  const minutes = Math.trunc(offsetAt(zone, at) / MINUTE)
  if (minutes === 0) return 'UTC'
  const hours = Math.floor(Math.abs(minutes) / 60)
  const rest = Math.abs(minutes) % 60
  return `UTC${minutes < 0 ? '−' : '+'}${hours}${rest === 0 ? '' : `:${String(rest).padStart(2, '0')}`}`
}

/** The countries a zone is used in, by their codes (ISO 3166); none of `UTC`, or where the platform does not know. */
export function countryCodesOf(zone: string): readonly string[] {
  return (countriesByZone().get(zoneOfToday(zone)) ?? []).map(({ code }) => code)
}

/**
 * The zones that fit what was typed, best first: a city, region or country, a zone's name or its abbreviation (`Pacific Time`,
 * `PST`), or an offset as it is at the instant (`+5:30`, `UTC-3`). All of them for an empty query.
 */
export function searchTimeZones(query: string, at: Instant): readonly TimeZone[] {
  const wanted = fold(query)
  if (wanted === '') return listTimeZones()
  const offset = readOffset(query)
  if (offset !== undefined) return listTimeZones().filter(({ zone }) => offsetAt(zone, at) === offset)
  indexed ??= listTimeZones().map((zone) => searchable(zone, at))
  const terms = wanted.split(' ')
  return indexed
    .filter(({ words }) => terms.every((term) => words.includes(` ${term}`)))
    .toSorted((one, other) => fit(other, wanted) - fit(one, wanted))
    .map(({ zone, city, region }) => ({ zone, city, region }))
}

/** A place in full fits better than an abbreviation in full, that than the beginning of a city, and that than any other. */
function fit({ city, places, words }: Searchable, wanted: string): number {
  const whole = ` ${wanted} `
  return (
    (places.includes(whole) ? 4 : 0) +
    (words.includes(whole) ? 2 : 0) +
    (fold(city).startsWith(wanted) ? 1 : 0)
  )
}

function readTimeZones(): readonly TimeZone[] {
  const names = Intl.supportedValuesOf('timeZone').map(zoneOfToday)
  const zones = [...new Set(names)]
    .filter((name) => name.includes('/') && !name.startsWith('Etc/'))
    .map((zone) => ({ zone, city: zoneCity(zone), region: regionOf(zone) }))
    .toSorted(
      (one, other) =>
        one.region.localeCompare(other.region, 'en') || one.city.localeCompare(other.city, 'en'),
    )
  return [{ zone: 'UTC', city: 'UTC', region: 'Universal' }, ...zones]
}

function lastPart(zone: string): string {
  return zone.slice(zone.lastIndexOf('/') + 1).replaceAll('_', ' ')
}

/** What stands before the city: `America/Argentina/Buenos_Aires` → `America, Argentina`. */
function regionOf(zone: string): string {
  return zone.slice(0, zone.lastIndexOf('/')).replaceAll('_', ' ').replaceAll('/', ', ')
}

function searchable(timeZone: TimeZone, at: Instant): Searchable {
  const { zone, city, region } = timeZone
  const names = longNames(zone, at)
  const former = Object.keys(replaced).filter((name) => replaced[name] === zone)
  const countryNames = (countriesByZone().get(zone) ?? []).map(({ name }) => name)
  const places = ` ${fold([zone, city, region, ...former.map(lastPart), ...countryNames].join(' '))} `
  return { ...timeZone, places, words: `${places}${fold(names.join(' '))} ${names.map(initials).join(' ')} ` }
}

/** What the zone's time is called over a year from the instant on: `Pacific Standard Time`, `Pacific Daylight Time`. */
function longNames(zone: string, at: Instant): string[] {
  const long = new Intl.DateTimeFormat('en-US', { timeZone: zone, timeZoneName: 'long' })
  return [...new Set([0, 91, 182, 273].map((days) => nameIn(long, at + days * DAY)))]
}

function nameIn(formatter: Intl.DateTimeFormat, at: Instant): string {
  return formatter.formatToParts(at).find(({ type }) => type === 'timeZoneName')?.value ?? ''
}

/** `Pacific Standard Time` → `pst`; `Central European Standard Time` → `cest` and, as it is really said, `cet`. */
function initials(name: string): string {
  return [name, name.replace(' Standard ', ' ')]
    .map((words) => words.replaceAll(/(\S)\S*\s*/g, '$1').toLowerCase())
    .join(' ')
}

/** The countries each zone is used in, where the platform knows them. */
function countriesByZone(): ReadonlyMap<string, Country[]> {
  countries ??= readCountries()
  return countries
}

function readCountries(): ReadonlyMap<string, Country[]> {
  const names = new Intl.DisplayNames('en', { type: 'region', fallback: 'none' })
  const letters = Array.from({ length: 26 }, (_, index) => String.fromCodePoint(65 + index))
  const found = new Map<string, Country[]>()
  for (const code of letters.flatMap((first) => letters.map((second) => first + second))) {
    const name = names.of(code)
    const locale = new Intl.Locale(`und-${code}`)
    // Codes of countries that are no more turn into another code.
    if (name === undefined || locale.region !== code || typeof locale.getTimeZones !== 'function') continue
    for (const listedName of locale.getTimeZones() ?? []) {
      const zone = replaced[listedName] ?? findTimeZone(listedName) ?? listedName
      found.set(zone, [...(found.get(zone) ?? []), { code, name }])
    }
  }
  return found
}

/** `+5:30`, `utc+0530`, `GMT -3` as milliseconds; undefined for anything else. */
function readOffset(query: string): number | undefined {
  const match = /^(?:utc|gmt)?\s*([+\-−])\s*(\d{1,2})(?::?(\d\d))?$/i.exec(query.trim())
  if (!match) return undefined
  const [, sign, hours, minutes = 0] = match
  return (sign === '+' ? 1 : -1) * (Number(hours) * 60 + Number(minutes)) * MINUTE
}

/** Small letters without accents, words parted by one space. */
function fold(text: string): string {
  return text
    .normalize('NFD')
    .replaceAll(/\p{M}/gu, '')
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}]+/gu, ' ')
    .trim()
}
