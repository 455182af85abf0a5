import { useEffect, useRef } from 'react'

import { classes } from '#kit/classes.ts'
import { usePreferences } from '#kit/preferences.tsx'
import { useNarrow } from '#kit/use-media.ts'
import { sayParts, sayWallTime } from '#time/display.ts'
import { addDays, type LocalDate } from '#time/wall-time.ts'

import { drawnAfter, drawnOn } from '../drawn-week.ts'
import type { Standing } from '../elsewhere.ts'
import { windowsText } from '../hours-summary.ts'
import { type Hours, windowsOn } from '../schedule.ts'
import { type StandingOn, standingsOn } from './standings-on.ts'
import type { Drawing } from './use-drawing.ts'
import { hourHeight } from './use-pointer-drawing.ts'

type WeekDrawingProps = {
  /** Sound hours, with what is being drawn among them. */
  hours: Hours
  dates: readonly LocalDate[]
  standings: readonly Standing[]
  today: LocalDate
  drawing: Drawing
}

const firstShown = 7

/**
 * A week one can draw in. One place to focus: arrows move a mark over it, Enter adds or takes a window, Delete removes it, and
 * each step is said. The rows beside it hold the same hours in words.
 */
export function WeekDrawing({ hours, dates, standings, today, drawing }: WeekDrawingProps) {
  const { locale, timeZone, hourCycle } = usePreferences()
  const isNarrow = useNarrow()
  const scroller = useRef<HTMLDivElement>(null)
  const heading = useRef<HTMLDivElement>(null)
  useEffect(() => {
    scroller.current?.scrollTo({ top: firstShown * hourHeight })
  }, [])
  const { date: markDate, minute: markMinute } = drawing.inView ?? {}
  useEffect(() => {
    if (!scroller.current || !heading.current || markMinute === undefined) return
    bringIntoView(scroller.current, topOf(markMinute), heading.current.offsetHeight)
  }, [markDate, markMinute])
  const say = (date: LocalDate, parts: Intl.DateTimeFormatOptions) =>
    sayParts(date, { locale, timeZone }, parts)
  return (
    <div className="overflow-hidden rounded-card border border-line bg-surface-raised select-none">
      <div ref={scroller} className="max-h-[28rem] overflow-y-scroll overscroll-contain">
        <div
          ref={heading}
          aria-hidden="true"
          className="grid grid-cols-[3.25rem_repeat(7,1fr)] sticky top-0 z-20 border-b border-line bg-surface-raised text-center text-sm"
        >
          <span />
          {dates.map((date) => (
            <span
              key={date}
              className={classes(
                'truncate py-2',
                date === today ? 'font-semibold text-accent' : 'text-muted',
              )}
            >
              {say(date, { weekday: isNarrow ? 'narrow' : 'short' })} {say(date, { day: 'numeric' })}
            </span>
          ))}
        </div>
        <div
          {...drawing.surface}
          role="application"
          tabIndex={0}
          aria-label="Week to draw in"
          aria-roledescription="drawn week"
          aria-describedby={drawing.helpId}
          className="relative touch-pan-y outline-none focus-visible:inset-ring-2 focus-visible:inset-ring-focus"
          style={{ height: 24 * hourHeight }}
        >
          <div aria-hidden="true" className="absolute inset-0 grid grid-cols-[3.25rem_repeat(7,1fr)]">
            <Hours24 hourCycle={hourCycle} />
            {dates.map((date) => (
              <div key={date} data-date={date} className="relative border-l border-line">
                <Windows hours={hours} date={date} hourCycle={hourCycle} />
                {standingsOn(standings, date, hours.timeZone).map((one) => (
                  <Standings key={`${one.tone} ${one.called} ${one.from} ${one.to}`} {...one} />
                ))}
                {drawing.cursor?.date === date && (
                  <span
                    data-mark=""
                    className="pointer-events-none absolute inset-x-0 z-10 border-t-2 border-focus"
                    style={{ top: topOf(drawing.cursor.minute) }}
                  >
                    <span className="absolute -top-1 -left-1 size-2 rounded-full bg-focus" />
                  </span>
                )}
              </div>
            ))}
          </div>
        </div>
      </div>
    </div>
  )
}

function Hours24({ hourCycle }: { hourCycle: 12 | 24 }) {
  return (
    <div className="tabular relative text-right text-sm text-muted">
      {Array.from({ length: 23 }, (_, index) => index + 1).map((hour) => (
        <span key={hour}>
          <span
            className="absolute right-1.5 -translate-y-1/2 whitespace-nowrap"
            style={{ top: hour * hourHeight }}
          >
            {hourCycle === 24 ? hour : sayWallTime(`${String(hour).padStart(2, '0')}:00`, 12)}
          </span>
          <span
            className="pointer-events-none absolute left-full h-px w-[100vw] bg-line/60"
            style={{ top: hour * hourHeight }}
          />
        </span>
      ))}
    </div>
  )
}

const windowLook = 'absolute inset-x-0.5 overflow-hidden rounded-small'

function Windows({ hours, date, hourCycle }: { hours: Hours; date: LocalDate; hourCycle: 12 | 24 }) {
  const windows = windowsOn(hours, date)
  const own = hours.overrides[date] !== undefined
  return (
    <>
      {own && <span className="absolute inset-x-0.5 top-0 bottom-0 rounded-small bg-time-soft/50" />}
      {(own ? [] : drawnAfter(windowsOn(hours, addDays(date, -1)))).map(({ from, to }) => (
        <span
          key={`after ${from}`}
          className={classes(windowLook, 'bg-accent-soft opacity-70')}
          style={{ top: topOf(from), height: heightOf(from, to) }}
        />
      ))}
      {drawnOn(windows).map(({ index, from, to }) => (
        <span
          key={index}
          data-window={index}
          className={classes(
            windowLook,
            'cursor-grab border border-accent/35 bg-accent-soft px-1 text-sm text-accent inset-shadow-[2px_0_0] inset-shadow-accent narrow:px-0',
          )}
          style={{ top: topOf(from), height: heightOf(from, to) }}
        >
          <span className="tabular block narrow:hidden">
            {windowsText(windows.slice(index, index + 1), hourCycle)}
          </span>
          <span data-edge="from" className="absolute inset-x-0 top-0 h-1.5 cursor-ns-resize" />
          <span data-edge="to" className="absolute inset-x-0 bottom-0 h-1.5 cursor-ns-resize" />
        </span>
      ))}
    </>
  )
}

const tones = [
  'bg-time-soft text-text border-time/50',
  'bg-person-5 text-person-5-text border-person-5-text/40',
  'bg-person-3 text-person-3-text border-person-3-text/40',
  'bg-person-6 text-person-6-text border-person-6-text/40',
  'bg-person-2 text-person-2-text border-person-2-text/40',
  'bg-person-4 text-person-4-text border-person-4-text/40',
  'bg-person-1 text-person-1-text border-person-1-text/40',
]

/** What a calendar's times look like; the first is that of meetings here. */
export function toneLook(tone: number): string {
  return tones[tone === 0 ? 0 : ((tone - 1) % (tones.length - 1)) + 1] ?? ''
}

function Standings({ called, tone, from, to }: StandingOn) {
  return (
    <span
      className={classes(
        'hatched pointer-events-none absolute right-0.5 left-1/4 overflow-hidden rounded-small border px-1 text-[0.6875rem] leading-3',
        toneLook(tone),
      )}
      style={{ top: topOf(from), height: heightOf(from, to) }}
    >
      <span className="block truncate narrow:hidden">{called}</span>
    </span>
  )
}

// By itself alone: the page stays where it is. The days above are always in view.
function bringIntoView(scroller: HTMLElement, top: number, headingHeight: number) {
  const { scrollTop, clientHeight } = scroller
  const highest = headingHeight + top + hourHeight - clientHeight
  const lowest = top - hourHeight
  scroller.scrollTo({ top: Math.min(Math.max(scrollTop, highest), lowest) })
}

function topOf(minute: number): number {
  return (minute / 60) * hourHeight
}

function heightOf(from: number, to: number): number {
  return ((to - from) / 60) * hourHeight - 1
}
