import { Check, ChevronDown } from 'lucide-react'
import {
  Button,
  ListBox,
  ListBoxItem,
  Popover,
  Select as AriaSelect,
  type SelectProps as AriaSelectProps,
  SelectValue,
} from 'react-aria-components'

import { classes } from './classes.ts'
import { inputLook, itemLook, listLook } from './field-look.ts'
import { FieldLabel, FieldNotes, type FieldProps, fieldStack, invalidWhen } from './FieldParts.tsx'
import { floatLook } from './float-look.ts'

type SelectProps<T extends string> = Omit<
  AriaSelectProps,
  'children' | 'className' | 'style' | 'isInvalid' | 'value' | 'defaultValue' | 'onChange' | 'selectionMode'
> &
  FieldProps & {
    options: readonly { value: T; label: string; detail?: string }[]
    value: T | null
    onChange: (value: T) => void
  }

/** One of some, when they need no searching. */
export function Select<T extends string>(props: SelectProps<T>) {
  const { label, isLabelHidden, description, errorMessage, className, options, value, onChange, ...rest } =
    props
  const choose = (key: unknown) => {
    const option = options.find((each) => each.value === key)
    if (option) onChange(option.value)
  }
  return (
    <AriaSelect
      {...rest}
      {...invalidWhen(errorMessage)}
      value={value}
      onChange={choose}
      className={fieldStack(className)}
    >
      <FieldLabel isHidden={isLabelHidden}>{label}</FieldLabel>
      <Button className={classes(inputLook, 'flex items-center justify-between gap-2 text-left')}>
        <SelectValue className="truncate data-placeholder:text-muted">
          {({ selectedText, defaultChildren }) => selectedText || defaultChildren}
        </SelectValue>
        <ChevronDown aria-hidden="true" className="size-4 shrink-0 text-muted" />
      </Button>
      <FieldNotes description={description} errorMessage={errorMessage} />
      <Popover className={classes(floatLook, 'w-(--trigger-width) min-w-48')}>
        <ListBox className={listLook} items={options}>
          {(option) => (
            <ListBoxItem id={option.value} textValue={option.label} className={itemLook}>
              {({ isSelected }) => <Choice {...option} isSelected={isSelected} />}
            </ListBoxItem>
          )}
        </ListBox>
      </Popover>
    </AriaSelect>
  )
}

/** One thing to choose in a list, with the mark of the chosen one. */
export function Choice({
  label,
  detail,
  isSelected,
}: {
  label: string
  detail?: string
  isSelected: boolean
}) {
  return (
    <>
      <span className={classes('min-w-0 flex-1 truncate', isSelected && 'font-semibold')}>{label}</span>
      {detail && <span className="tabular shrink-0 text-sm text-muted">{detail}</span>}
      <Check
        aria-hidden="true"
        className={classes('size-4 shrink-0 text-accent', !isSelected && 'invisible')}
      />
    </>
  )
}
