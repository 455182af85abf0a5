import type { ReactNode } from 'react'
import { FieldError, Label, Text, type ValidationResult } from 'react-aria-components'

import { classes } from './classes.ts'

/** What every field has. The label is never left out; it may be hidden where the place already says it. */
export type FieldProps = {
  label: string
  isLabelHidden?: boolean
  /** A sentence that helps to fill it in. */
  description?: ReactNode
  /** A sentence about what is wrong; it marks the field as wrong, and its Form is not sent while it stands. */
  errorMessage?: string | undefined
  className?: string
}

/** The props that mark a field as wrong when it was given a sentence. */
export function invalidWhen(errorMessage: string | undefined): { isInvalid?: true } {
  return errorMessage ? { isInvalid: true } : {}
}

/** How a field stacks its label, itself and what is said about it. */
export function fieldStack(className: string | undefined): string {
  return classes('flex flex-col gap-1.5', className)
}

/** The label above a field. */
export function FieldLabel({
  children,
  isHidden = false,
}: {
  children: ReactNode
  isHidden?: boolean | undefined
}) {
  return <Label className={isHidden ? 'sr-only' : 'text-sm font-medium'}>{children}</Label>
}

/** What stands under a field: help, and what is wrong. */
export function FieldNotes({ description, errorMessage }: Pick<FieldProps, 'description' | 'errorMessage'>) {
  return (
    <>
      {description && (
        <Text slot="description" className="text-sm text-muted">
          {description}
        </Text>
      )}
      <FieldError className="text-sm text-bad">{(result) => errorMessage ?? sentenceOf(result)}</FieldError>
    </>
  )
}

function sentenceOf({ validationDetails, validationErrors }: ValidationResult): string {
  if (validationDetails.customError) return validationErrors.join(' ')
  if (validationDetails.valueMissing) return 'This is needed.'
  if (validationDetails.typeMismatch) return 'This does not look complete yet.'
  return validationErrors.join(' ')
}
