import {
  RadioButton,
  RadioField,
  RadioGroup,
  type RadioGroupProps as AriaRadioGroupProps,
} from 'react-aria-components'

import { classes } from './classes.ts'
import { FieldLabel, FieldNotes, type FieldProps, fieldStack, invalidWhen } from './FieldParts.tsx'

type RadioCardsProps<T extends string> = Omit<
  AriaRadioGroupProps,
  'children' | 'className' | 'style' | 'isInvalid' | 'value' | 'defaultValue' | 'onChange'
> &
  FieldProps & {
    options: readonly { value: T; title: string; detail?: string }[]
    value: T | null
    onChange: (value: T) => void
    columns?: 1 | 2 | 3 | 4
  }

const grids = { 1: 'grid-cols-1', 2: 'grid-cols-2', 3: 'grid-cols-3', 4: 'grid-cols-2 wide:grid-cols-4' }

/** One of a few, each large enough to press: durations, ways to go on. */
export function RadioCards<T extends string>(props: RadioCardsProps<T>) {
  const {
    label,
    isLabelHidden,
    description,
    errorMessage,
    className,
    options,
    columns = 2,
    onChange,
    ...rest
  } = props
  const choose = (value: string) => {
    const option = options.find((each) => each.value === value)
    if (option) onChange(option.value)
  }
  return (
    <RadioGroup {...rest} {...invalidWhen(errorMessage)} onChange={choose} className={fieldStack(className)}>
      <FieldLabel isHidden={isLabelHidden}>{label}</FieldLabel>
      <div className={classes('grid gap-2', grids[columns])}>
        {options.map((option) => (
          <RadioField key={option.value} value={option.value} className="flex">
            <RadioButton
              className={
                'control flex flex-1 flex-col justify-center rounded-card border border-line-strong/45 bg-surface-raised px-4 py-2.5 ' +
                'transition-colors data-hovered:border-line-strong data-disabled:opacity-50 ' +
                'data-selected:border-accent data-selected:bg-accent-soft data-selected:inset-ring data-selected:inset-ring-accent'
              }
            >
              <span className="tabular font-semibold">{option.title}</span>
              {option.detail && <span className="text-sm text-muted">{option.detail}</span>}
            </RadioButton>
          </RadioField>
        ))}
      </div>
      <FieldNotes description={description} errorMessage={errorMessage} />
    </RadioGroup>
  )
}
