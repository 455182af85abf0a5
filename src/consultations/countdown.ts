import { DAY, HOUR, MINUTE, SECOND } from '#time/instant.ts'

/** `2 d 03:04:05`, `03:04:05`, `04:05`: what is left of a time, to the second; never less than nothing. */
export function sayCountdown(ms: number): string {
  const left = Math.max(0, Math.ceil(ms / SECOND) * SECOND)
  const days = Math.floor(left / DAY)
  const parts = [
    Math.floor((left % DAY) / HOUR),
    Math.floor((left % HOUR) / MINUTE),
    Math.floor((left % MINUTE) / SECOND),
  ]
  const shown = left >= HOUR ? parts : parts.slice(1)
  const clock = shown.map((part) => String(part).padStart(2, '0')).join(':')
  return days > 0 ? `${days} d ${clock}` : clock
}
