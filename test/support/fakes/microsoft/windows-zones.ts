/*
 * Windows names of time zones as Exchange uses them, each with the IANA ids it stands for, the usual one first. From the
 * windowsZones table of Unicode CLDR, cut to zones that tests and the demo may meet.
 */
const rows: readonly (readonly [windows: string, ...iana: string[]])[] = [
  ['UTC', 'UTC', 'Etc/UTC', 'Etc/GMT'],
  ['GMT Standard Time', 'Europe/London', 'Europe/Lisbon', 'Europe/Dublin', 'Atlantic/Canary'],
  ['Greenwich Standard Time', 'Atlantic/Reykjavik', 'Africa/Abidjan', 'Africa/Accra', 'Africa/Dakar'],
  ['Morocco Standard Time', 'Africa/Casablanca'],
  [
    'W. Europe Standard Time',
    'Europe/Berlin',
    'Europe/Rome',
    'Europe/Amsterdam',
    'Europe/Vienna',
    'Europe/Zurich',
    'Europe/Stockholm',
    'Europe/Oslo',
  ],
  ['Central Europe Standard Time', 'Europe/Budapest', 'Europe/Prague', 'Europe/Belgrade', 'Europe/Ljubljana'],
  ['Romance Standard Time', 'Europe/Paris', 'Europe/Madrid', 'Europe/Brussels', 'Europe/Copenhagen'],
  ['Central European Standard Time', 'Europe/Warsaw', 'Europe/Zagreb', 'Europe/Sarajevo', 'Europe/Skopje'],
  ['W. Central Africa Standard Time', 'Africa/Lagos', 'Africa/Algiers', 'Africa/Tunis'],
  ['GTB Standard Time', 'Europe/Bucharest', 'Europe/Athens'],
  ['FLE Standard Time', 'Europe/Kiev', 'Europe/Kyiv', 'Europe/Helsinki', 'Europe/Sofia', 'Europe/Riga'],
  ['Egypt Standard Time', 'Africa/Cairo'],
  ['South Africa Standard Time', 'Africa/Johannesburg', 'Africa/Maputo'],
  ['Israel Standard Time', 'Asia/Jerusalem'],
  ['Turkey Standard Time', 'Europe/Istanbul'],
  ['Russian Standard Time', 'Europe/Moscow'],
  ['Arab Standard Time', 'Asia/Riyadh', 'Asia/Kuwait'],
  ['E. Africa Standard Time', 'Africa/Nairobi'],
  ['Iran Standard Time', 'Asia/Tehran'],
  ['Arabian Standard Time', 'Asia/Dubai'],
  ['West Asia Standard Time', 'Asia/Tashkent', 'Asia/Samarkand'],
  ['Pakistan Standard Time', 'Asia/Karachi'],
  ['India Standard Time', 'Asia/Calcutta', 'Asia/Kolkata'],
  ['Sri Lanka Standard Time', 'Asia/Colombo'],
  ['Nepal Standard Time', 'Asia/Katmandu', 'Asia/Kathmandu'],
  ['Bangladesh Standard Time', 'Asia/Dhaka'],
  ['SE Asia Standard Time', 'Asia/Bangkok', 'Asia/Jakarta', 'Asia/Saigon', 'Asia/Ho_Chi_Minh'],
  ['China Standard Time', 'Asia/Shanghai', 'Asia/Hong_Kong'],
  ['Singapore Standard Time', 'Asia/Singapore', 'Asia/Kuala_Lumpur', 'Asia/Manila'],
  ['Taipei Standard Time', 'Asia/Taipei'],
  ['W. Australia Standard Time', 'Australia/Perth'],
  ['Tokyo Standard Time', 'Asia/Tokyo'],
  ['Korea Standard Time', 'Asia/Seoul'],
  ['AUS Central Standard Time', 'Australia/Darwin'],
  ['Cen. Australia Standard Time', 'Australia/Adelaide'],
  ['E. Australia Standard Time', 'Australia/Brisbane'],
  ['AUS Eastern Standard Time', 'Australia/Sydney', 'Australia/Melbourne'],
  ['Lord Howe Standard Time', 'Australia/Lord_Howe'],
  ['New Zealand Standard Time', 'Pacific/Auckland'],
  ['Samoa Standard Time', 'Pacific/Apia'],
  ['Azores Standard Time', 'Atlantic/Azores'],
  ['E. South America Standard Time', 'America/Sao_Paulo'],
  ['Argentina Standard Time', 'America/Buenos_Aires', 'America/Argentina/Buenos_Aires'],
  ['Newfoundland Standard Time', 'America/St_Johns'],
  ['Atlantic Standard Time', 'America/Halifax'],
  ['SA Western Standard Time', 'America/La_Paz', 'America/Puerto_Rico'],
  ['Eastern Standard Time', 'America/New_York', 'America/Toronto', 'America/Detroit'],
  ['SA Pacific Standard Time', 'America/Bogota', 'America/Lima'],
  ['Central Standard Time', 'America/Chicago', 'America/Winnipeg'],
  ['Central Standard Time (Mexico)', 'America/Mexico_City'],
  ['Mountain Standard Time', 'America/Denver', 'America/Edmonton'],
  ['US Mountain Standard Time', 'America/Phoenix'],
  ['Pacific Standard Time', 'America/Los_Angeles', 'America/Vancouver'],
  ['Alaskan Standard Time', 'America/Anchorage'],
  ['Hawaiian Standard Time', 'Pacific/Honolulu'],
]

const toIana = new Map(rows.map(([windows, iana]) => [windows.toLowerCase(), iana]))
const toWindows = new Map(rows.flatMap(([windows, ...ids]) => ids.map((id) => [id.toLowerCase(), windows])))

/** The IANA id of a zone named in either way; undefined for a name that nobody knows. */
export function ianaOf(name: string): string | undefined {
  const id = toIana.get(name.toLowerCase()) ?? name
  if (!/^[a-z]/i.test(id)) return undefined
  try {
    return new Temporal.ZonedDateTime(0n, id).timeZoneId
  } catch {
    return undefined
  }
}

/** The Windows name that Exchange keeps for a zone; a zone without one becomes a custom one. */
export function windowsOf(iana: string): string {
  return toWindows.get(iana.toLowerCase()) ?? 'tzone://Microsoft/Custom'
}
