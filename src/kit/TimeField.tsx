import type { Time } from '@internationalized/date'
import { TimeField as AriaTimeField, type TimeFieldProps as AriaTimeFieldProps } from 'react-aria-components'

import type { WallTime } from '#time/wall-time.ts'

import { classes } from './classes.ts'
import { DateSegments } from './DateSegments.tsx'
import { groupLook } from './field-look.ts'
import { FieldLabel, FieldNotes, type FieldProps, fieldStack, invalidWhen } from './FieldParts.tsx'
import { usePreferences } from './preferences.tsx'
import { timeValue, wallTime } from './wall-values.ts'

type TimeFieldProps = Omit<
  AriaTimeFieldProps<Time>,
  | 'children'
  | 'className'
  | 'style'
  | 'isInvalid'
  | 'value'
  | 'defaultValue'
  | 'onChange'
  | 'hourCycle'
  | 'granularity'
> &
  FieldProps & {
    value: WallTime | null
    onChange: (value: WallTime | null) => void
    /** Where it ends something, midnight means the end of the day, '24:00'. */
    isEnd?: boolean
  }

/** A wall time, in the reader's 12 or 24 hours. */
export function TimeField(props: TimeFieldProps) {
  const {
    label,
    isLabelHidden,
    description,
    errorMessage,
    className,
    value,
    onChange,
    isEnd = false,
    ...rest
  } = props
  const { hourCycle } = usePreferences()
  return (
    <AriaTimeField
      {...rest}
      {...invalidWhen(errorMessage)}
      value={value === null ? null : timeValue(value)}
      onChange={(time) => onChange(time === null ? null : wallTime(time, isEnd))}
      hourCycle={hourCycle}
      shouldForceLeadingZeros={hourCycle === 24}
      className={fieldStack(className)}
    >
      <FieldLabel isHidden={isLabelHidden}>{label}</FieldLabel>
      <DateSegments className={classes(groupLook, 'px-3')} />
      <FieldNotes description={description} errorMessage={errorMessage} />
    </AriaTimeField>
  )
}
