/** "None", "45 minutes", "1 hour 30 minutes", "2 days", "1 week": minutes as a person says them. */
export function durationText(minutes: number): string {
  if (minutes === 0) return 'None'
  if (minutes % week === 0) return counted(minutes / week, 'week')
  if (minutes % day === 0) return counted(minutes / day, 'day')
  const hours = Math.floor(minutes / 60)
  return [hours > 0 && counted(hours, 'hour'), minutes % 60 > 0 && counted(minutes % 60, 'minute')]
    .filter(Boolean)
    .join(' ')
}

const day = 1440
const week = 7 * day

function counted(count: number, unit: string): string {
  return `${count} ${unit}${count === 1 ? '' : 's'}`
}
