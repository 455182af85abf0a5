import {
  TextArea as AriaTextArea,
  TextField as AriaTextField,
  type TextFieldProps as AriaTextFieldProps,
} from 'react-aria-components'

import { classes } from './classes.ts'
import { inputLook } from './field-look.ts'
import { FieldLabel, FieldNotes, type FieldProps, fieldStack, invalidWhen } from './FieldParts.tsx'

type TextAreaProps = Omit<AriaTextFieldProps, 'children' | 'className' | 'style' | 'isInvalid' | 'type'> &
  FieldProps & {
    /** Lines it has when empty; it grows with its text. */
    rows?: number
    placeholder?: string
  }

/** Text with line breaks. */
export function TextArea(props: TextAreaProps) {
  const { label, isLabelHidden, description, errorMessage, className, rows = 3, placeholder, ...rest } = props
  return (
    <AriaTextField {...rest} {...invalidWhen(errorMessage)} className={fieldStack(className)}>
      <FieldLabel isHidden={isLabelHidden}>{label}</FieldLabel>
      <AriaTextArea
        rows={rows}
        placeholder={placeholder}
        style={{ minHeight: `${rows * 1.375 + 1.25}rem` }}
        className={classes(inputLook, 'field-sizing-content max-h-64 resize-none py-2.5')}
      />
      <FieldNotes description={description} errorMessage={errorMessage} />
    </AriaTextField>
  )
}
