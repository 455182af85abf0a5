const names = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const

/** React Aria's name of an ISO weekday, 1 (Monday) to 7 (Sunday). */
export function weekdayName(weekday: number): (typeof names)[number] {
  return names[weekday - 1] ?? 'mon'
}
