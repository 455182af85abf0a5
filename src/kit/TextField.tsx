import type { LucideIcon } from 'lucide-react'
import {
  Input,
  TextField as AriaTextField,
  type TextFieldProps as AriaTextFieldProps,
} from 'react-aria-components'

import { classes } from './classes.ts'
import { inputLook } from './field-look.ts'
import { FieldLabel, FieldNotes, type FieldProps, fieldStack, invalidWhen } from './FieldParts.tsx'

type TextFieldProps = Omit<AriaTextFieldProps, 'children' | 'className' | 'style' | 'isInvalid' | 'type'> &
  FieldProps & {
    type?: 'text' | 'email' | 'url' | 'tel' | 'search'
    placeholder?: string
    icon?: LucideIcon
  }

/** One line of text. */
export function TextField(props: TextFieldProps) {
  const {
    label,
    isLabelHidden,
    description,
    errorMessage,
    className,
    placeholder,
    icon: Icon,
    ...rest
  } = props
  return (
    <AriaTextField {...rest} {...invalidWhen(errorMessage)} className={fieldStack(className)}>
      <FieldLabel isHidden={isLabelHidden}>{label}</FieldLabel>
      <div className="relative">
        {Icon && (
          <Icon aria-hidden="true" className="absolute top-1/2 left-3 size-4 -translate-y-1/2 text-muted" />
        )}
        <Input placeholder={placeholder} className={classes(inputLook, Icon && 'pl-9')} />
      </div>
      <FieldNotes description={description} errorMessage={errorMessage} />
    </AriaTextField>
  )
}
