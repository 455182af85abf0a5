import { ChevronLeft, ChevronRight } from 'lucide-react'
import {
  Button,
  CalendarCell,
  CalendarGrid,
  CalendarGridBody,
  CalendarGridHeader,
  CalendarHeaderCell,
  Heading,
} from 'react-aria-components'

import { iconButtonLook } from './button-look.ts'
import { classes } from './classes.ts'

type CalendarFrameProps = {
  dayLook?: string
  /** What sets single dates (ISO) apart. */
  lookOf?: (date: string) => string
}

/** The inside of every month: its name, the ways to its neighbours, its days. Stands in a React Aria Calendar or RangeCalendar. */
export function CalendarFrame({ dayLook = plainDay, lookOf }: CalendarFrameProps) {
  return (
    <>
      <header className="flex items-center justify-between pb-3">
        <Heading className="pl-2 font-semibold" />
        <div className="flex gap-1">
          <Button slot="previous" className={iconButtonLook('quiet', 'small')}>
            <ChevronLeft aria-hidden="true" className="size-5" strokeWidth={1.75} />
          </Button>
          <Button slot="next" className={iconButtonLook('quiet', 'small')}>
            <ChevronRight aria-hidden="true" className="size-5" strokeWidth={1.75} />
          </Button>
        </div>
      </header>
      <CalendarGrid weekdayStyle="short" className="w-full table-fixed border-separate border-spacing-1">
        <CalendarGridHeader>
          {(day) => (
            <CalendarHeaderCell className="pb-2 text-sm font-normal text-muted">{day}</CalendarHeaderCell>
          )}
        </CalendarGridHeader>
        <CalendarGridBody>
          {(date) => (
            <CalendarCell date={date} className={classes(cell, dayLook, lookOf?.(date.toString()))} />
          )}
        </CalendarGridBody>
      </CalendarGrid>
    </>
  )
}

const cell =
  'tabular relative mx-auto grid aspect-square max-h-11 w-full max-w-11 place-items-center rounded-full transition-colors select-none ' +
  'data-outside-month:invisible data-selected:bg-accent data-selected:font-semibold data-selected:text-accent-text'

const plainDay =
  'data-hovered:bg-hover data-disabled:text-muted data-disabled:opacity-60 data-today:font-semibold data-today:text-accent ' +
  'data-today:data-selected:text-accent-text'
