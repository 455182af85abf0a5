import {
  CheckboxButton,
  CheckboxField,
  CheckboxGroup as AriaCheckboxGroup,
  type CheckboxGroupProps as AriaCheckboxGroupProps,
} from 'react-aria-components'

import { CheckboxMark } from './Checkbox.tsx'
import { classes } from './classes.ts'
import { FieldLabel, FieldNotes, type FieldProps, fieldStack, invalidWhen } from './FieldParts.tsx'

type CheckboxGroupProps = Omit<AriaCheckboxGroupProps, 'children' | 'className' | 'style' | 'isInvalid'> &
  FieldProps & {
    options: readonly { value: string; label: string; detail?: string }[]
    orientation?: 'vertical' | 'horizontal'
  }

/** Several of a few. */
export function CheckboxGroup(props: CheckboxGroupProps) {
  const { label, isLabelHidden, description, errorMessage, className, options, orientation, ...rest } = props
  return (
    <AriaCheckboxGroup {...rest} {...invalidWhen(errorMessage)} className={fieldStack(className)}>
      <FieldLabel isHidden={isLabelHidden}>{label}</FieldLabel>
      <div
        className={classes(
          'flex',
          orientation === 'horizontal' ? 'flex-wrap gap-x-5 gap-y-2' : 'flex-col gap-2',
        )}
      >
        {options.map((option) => (
          <CheckboxField key={option.value} value={option.value}>
            <CheckboxButton className="group flex min-h-6 items-center gap-2.5 outline-none touch:min-h-11 data-disabled:opacity-50">
              {(state) => (
                <>
                  <CheckboxMark {...state} />
                  <span>
                    {option.label}
                    {option.detail && <span className="block text-sm text-muted">{option.detail}</span>}
                  </span>
                </>
              )}
            </CheckboxButton>
          </CheckboxField>
        ))}
      </div>
      <FieldNotes description={description} errorMessage={errorMessage} />
    </AriaCheckboxGroup>
  )
}
