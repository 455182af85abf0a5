import { Check, Minus } from 'lucide-react'
import type { ReactNode } from 'react'
import { CheckboxButton, CheckboxField, type CheckboxFieldProps } from 'react-aria-components'

import { FieldNotes, type FieldProps, fieldStack, invalidWhen } from './FieldParts.tsx'

type CheckboxProps = Omit<CheckboxFieldProps, 'children' | 'className' | 'style' | 'isInvalid'> &
  Pick<FieldProps, 'description' | 'errorMessage' | 'className'> & {
    /** What one agrees to or chooses. */
    children: ReactNode
  }

/** Something one chooses or leaves out. */
export function Checkbox({ children, description, errorMessage, className, ...rest }: CheckboxProps) {
  return (
    <CheckboxField {...rest} {...invalidWhen(errorMessage)} className={fieldStack(className)}>
      <CheckboxButton className="group flex min-h-6 items-start gap-2.5 outline-none touch:min-h-11 touch:items-center data-disabled:opacity-50">
        {({ isSelected, isIndeterminate }) => (
          <>
            <CheckboxMark isSelected={isSelected} isIndeterminate={isIndeterminate} />
            <span>{children}</span>
          </>
        )}
      </CheckboxButton>
      {(description || errorMessage) && (
        <div className="-mt-1 flex flex-col pl-7.5">
          <FieldNotes description={description} errorMessage={errorMessage} />
        </div>
      )}
    </CheckboxField>
  )
}

/** The box itself, inside a `group` that carries the state. */
export function CheckboxMark({
  isSelected,
  isIndeterminate,
}: {
  isSelected: boolean
  isIndeterminate: boolean
}) {
  const Mark = isIndeterminate ? Minus : Check
  return (
    <span
      aria-hidden="true"
      className={
        'mt-px grid size-5 shrink-0 place-items-center rounded-small border border-line-strong bg-surface-raised text-transparent ' +
        'transition-colors group-data-focus-visible:outline-2 group-data-focus-visible:outline-offset-2 group-data-focus-visible:outline-focus ' +
        'group-data-hovered:border-muted group-data-invalid:border-bad touch:mt-0 ' +
        'group-data-selected:border-accent group-data-selected:bg-accent group-data-selected:text-accent-text ' +
        'group-data-indeterminate:border-accent group-data-indeterminate:bg-accent group-data-indeterminate:text-accent-text'
      }
    >
      {(isSelected || isIndeterminate) && <Mark className="size-3.5" strokeWidth={3} />}
    </span>
  )
}
