import { Minus, Plus } from 'lucide-react'
import {
  Button,
  Group,
  Input,
  NumberField as AriaNumberField,
  type NumberFieldProps as AriaNumberFieldProps,
} from 'react-aria-components'

import { classes } from './classes.ts'
import { groupLook } from './field-look.ts'
import { FieldLabel, FieldNotes, type FieldProps, fieldStack, invalidWhen } from './FieldParts.tsx'

type NumberFieldProps = Omit<AriaNumberFieldProps, 'children' | 'className' | 'style' | 'isInvalid'> &
  FieldProps & {
    /** What is counted, such as "minutes"; shown beside the number. */
    unit?: string
  }

const stepLook =
  'grid w-10 shrink-0 self-stretch place-items-center text-muted transition-colors touch:w-11 ' +
  'data-hovered:bg-hover data-hovered:text-text data-disabled:opacity-40'

/** A number, typed or stepped. */
export function NumberField(props: NumberFieldProps) {
  const { label, isLabelHidden, description, errorMessage, className, unit, ...rest } = props
  return (
    <AriaNumberField {...rest} {...invalidWhen(errorMessage)} className={fieldStack(className)}>
      <FieldLabel isHidden={isLabelHidden}>{unit ? `${label} (${unit})` : label}</FieldLabel>
      <Group className={classes(groupLook, 'overflow-hidden')}>
        <Button slot="decrement" className={stepLook}>
          <Minus aria-hidden="true" className="size-4" />
        </Button>
        <Input className="tabular min-w-0 flex-1 self-stretch text-center outline-none" />
        <Button slot="increment" className={stepLook}>
          <Plus aria-hidden="true" className="size-4" />
        </Button>
      </Group>
      <FieldNotes description={description} errorMessage={errorMessage} />
    </AriaNumberField>
  )
}
