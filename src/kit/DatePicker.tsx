import type { CalendarDate } from '@internationalized/date'
import { CalendarDays } from 'lucide-react'
import {
  Button,
  Calendar,
  DatePicker as AriaDatePicker,
  type DatePickerProps as AriaDatePickerProps,
  Dialog,
  Group,
  Popover,
} from 'react-aria-components'

import type { LocalDate } from '#time/wall-time.ts'

import { CalendarFrame } from './CalendarFrame.tsx'
import { classes } from './classes.ts'
import { DateSegments } from './DateSegments.tsx'
import { groupLook } from './field-look.ts'
import { FieldLabel, FieldNotes, type FieldProps, fieldStack, invalidWhen } from './FieldParts.tsx'
import { floatLook } from './float-look.ts'
import { usePreferences } from './preferences.tsx'
import { dateValue, localDate } from './wall-values.ts'
import { weekdayName } from './weekday-name.ts'

type DatePickerProps = Omit<
  AriaDatePickerProps<CalendarDate>,
  | 'children'
  | 'className'
  | 'style'
  | 'isInvalid'
  | 'value'
  | 'defaultValue'
  | 'onChange'
  | 'minValue'
  | 'maxValue'
> &
  FieldProps & {
    value: LocalDate | null
    onChange: (value: LocalDate | null) => void
    min?: LocalDate
    max?: LocalDate
  }

/** A date, typed or chosen from a month. */
export function DatePicker(props: DatePickerProps) {
  const { label, isLabelHidden, description, errorMessage, className, value, onChange, min, max, ...rest } =
    props
  const { weekStart } = usePreferences()
  return (
    <AriaDatePicker
      {...rest}
      {...invalidWhen(errorMessage)}
      value={value === null ? null : dateValue(value)}
      onChange={(date) => onChange(date === null ? null : localDate(date))}
      firstDayOfWeek={weekdayName(weekStart)}
      {...(min && { minValue: dateValue(min) })}
      {...(max && { maxValue: dateValue(max) })}
      className={fieldStack(className)}
    >
      <FieldLabel isHidden={isLabelHidden}>{label}</FieldLabel>
      <Group className={groupLook}>
        <DateSegments className="flex flex-1 items-center px-3" />
        <Button className="grid w-11 place-items-center self-stretch rounded-card text-muted data-hovered:text-text">
          <CalendarDays aria-hidden="true" className="size-4" />
        </Button>
      </Group>
      <FieldNotes description={description} errorMessage={errorMessage} />
      <Popover className={classes(floatLook, 'p-4')}>
        <Dialog className="outline-none">
          <Calendar className="w-72">
            <CalendarFrame />
          </Calendar>
        </Dialog>
      </Popover>
    </AriaDatePicker>
  )
}
