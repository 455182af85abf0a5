import { Eye, EyeOff } from 'lucide-react'
import { useState } from 'react'
import {
  Input,
  TextField as AriaTextField,
  type TextFieldProps as AriaTextFieldProps,
  ToggleButton,
} from 'react-aria-components'

import { classes } from './classes.ts'
import { inputLook } from './field-look.ts'
import { FieldLabel, FieldNotes, type FieldProps, fieldStack, invalidWhen } from './FieldParts.tsx'

type PasswordFieldProps = Omit<
  AriaTextFieldProps,
  'children' | 'className' | 'style' | 'isInvalid' | 'type'
> &
  FieldProps & {
    /** Tells password managers whether to fill in or to make one. */
    autoComplete: 'current-password' | 'new-password'
  }

/** A password, hidden until one asks to see it. */
export function PasswordField(props: PasswordFieldProps) {
  const { label, isLabelHidden, description, errorMessage, className, ...rest } = props
  const [isShown, setShown] = useState(false)
  const Icon = isShown ? EyeOff : Eye
  return (
    <AriaTextField
      {...rest}
      {...invalidWhen(errorMessage)}
      type={isShown ? 'text' : 'password'}
      className={fieldStack(className)}
    >
      <FieldLabel isHidden={isLabelHidden}>{label}</FieldLabel>
      <div className="relative">
        <Input className={classes(inputLook, 'pr-12')} />
        <ToggleButton
          aria-label="Show the password"
          isSelected={isShown}
          onChange={setShown}
          className="absolute inset-y-0 right-0 grid w-11 place-items-center rounded-card text-muted data-hovered:text-text"
        >
          <Icon aria-hidden="true" className="size-4" />
        </ToggleButton>
      </div>
      <FieldNotes description={description} errorMessage={errorMessage} />
    </AriaTextField>
  )
}
