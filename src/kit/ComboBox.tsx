import { ChevronsUpDown } from 'lucide-react'
import { useContext, useEffect, useMemo, useRef, useState } from 'react'
import {
  Button,
  ComboBox as AriaComboBox,
  type ComboBoxProps as AriaComboBoxProps,
  ComboBoxStateContext,
  Group,
  Input,
  type Key,
  ListBox,
  ListBoxItem,
  ListLayout,
  Popover,
  Virtualizer,
} from 'react-aria-components'

import { classes } from './classes.ts'
import { groupLook, itemLook, listLook } from './field-look.ts'
import { FieldLabel, FieldNotes, type FieldProps, fieldStack, invalidWhen } from './FieldParts.tsx'
import { floatLook } from './float-look.ts'
import { Choice } from './Select.tsx'

export type ComboBoxOption<T extends string> = {
  value: T
  label: string
  detail?: string
}

type ComboBoxProps<T extends string> = Omit<
  AriaComboBoxProps<ComboBoxOption<T>>,
  | 'children'
  | 'className'
  | 'style'
  | 'isInvalid'
  | 'value'
  | 'defaultValue'
  | 'onChange'
  | 'items'
  | 'defaultItems'
> &
  FieldProps & {
    options: readonly ComboBoxOption<T>[]
    value: T | null
    onChange: (value: T | null) => void
    /** What fits what was typed, best first; without it, the options that have every word that was typed, in their order. */
    find?: (typed: string) => readonly T[]
    placeholder?: string
    emptyText?: string
  }

const rowHeight = 36

/**
 * One of many, found by typing: by its words in any order, without regard to accents. Enter takes the first. No two may have the
 * same label.
 */
export function ComboBox<T extends string>(props: ComboBoxProps<T>) {
  const { label, isLabelHidden, description, errorMessage, className, options, onChange, ...more } = props
  const { find, placeholder, emptyText = 'Nothing matches. Try other words.', ...rest } = more
  const [text, setText] = useState('')
  const chosen = options.find((option) => option.value === rest.value)
  // What stands in the field before anything is typed is the chosen one's label: then all are to be seen.
  const typed = text === chosen?.label ? '' : text.trim()
  const { ordered, isShown } = useMemo(() => look(options, typed, find), [options, typed, find])
  const choose = (key: unknown) => onChange(options.find((each) => each.value === key)?.value ?? null)
  return (
    <AriaComboBox
      {...rest}
      {...invalidWhen(errorMessage)}
      defaultItems={ordered}
      defaultFilter={isShown}
      onInputChange={setText}
      onChange={choose}
      menuTrigger="focus"
      allowsEmptyCollection
      className={fieldStack(className)}
    >
      <FieldLabel isHidden={isLabelHidden}>{label}</FieldLabel>
      <Group className={groupLook}>
        <Input placeholder={placeholder} className="min-w-0 flex-1 self-stretch truncate pl-3 outline-none" />
        <Button className="grid w-10 shrink-0 place-items-center self-stretch rounded-card text-muted data-hovered:text-text">
          <ChevronsUpDown aria-hidden="true" className="size-4" />
        </Button>
      </Group>
      <FieldNotes description={description} errorMessage={errorMessage} />
      <Popover className={classes(floatLook, 'w-(--trigger-width) min-w-64')}>
        <FoundList emptyText={emptyText} />
      </Popover>
    </AriaComboBox>
  )
}

function FoundList({ emptyText }: { emptyText: string }) {
  const state = useContext(ComboBoxStateContext)
  const list = useRef<HTMLDivElement>(null)
  const keys = [...(state?.collection.getKeys() ?? [])]
  const chosenAt = keys.indexOf(state?.selectedKey ?? '')
  // The list opens where the chosen one stands, with two above it.
  const opensAt = useRef(Math.max(0, (chosenAt - 2) * rowHeight))
  useEffect(() => {
    const frame = requestAnimationFrame(() => list.current?.scrollTo({ top: opensAt.current }))
    return () => cancelAnimationFrame(frame)
  }, [])
  // Enter takes the first, which fits best, unless the arrows went elsewhere. Each new letter clears the mark, and what
  // fits comes in order only a drawing later, so this looks after every one.
  const marked = useRef<Key | null>(null)
  useEffect(() => {
    if (!state?.isOpen || keys.length === 0) return
    if (state.inputValue === '' || state.inputValue === state.selectedItem?.textValue) return
    const { focusedKey } = state.selectionManager
    const [first = null] = keys
    if (focusedKey !== null && (focusedKey !== marked.current || focusedKey === first)) return
    marked.current = first
    state.selectionManager.setFocusedKey(first)
    list.current?.scrollTo({ top: 0 })
    requestAnimationFrame(() => list.current?.scrollTo({ top: 0 }))
  })
  return (
    <Virtualizer layout={ListLayout} layoutOptions={{ estimatedRowSize: rowHeight }}>
      <ListBox<ComboBoxOption<string>>
        ref={list}
        className={listLook}
        renderEmptyState={() => <p className="px-2.5 py-2 text-muted">{emptyText}</p>}
      >
        {(option) => (
          <ListBoxItem id={option.value} textValue={option.label} className={itemLook}>
            {({ isSelected }) => (
              <Choice
                label={option.label}
                isSelected={isSelected}
                {...(option.detail && { detail: option.detail })}
              />
            )}
          </ListBoxItem>
        )}
      </ListBox>
    </Virtualizer>
  )
}

// The list must hold what is not shown, too: the field takes its text from there when it is left.
function look<T extends string>(
  options: readonly ComboBoxOption<T>[],
  typed: string,
  find: ((typed: string) => readonly T[]) | undefined,
): { ordered: readonly ComboBoxOption<T>[]; isShown: (label: string) => boolean } {
  if (typed === '') return { ordered: options, isShown: () => true }
  const found = find ? byRank(options, find(typed)) : options.filter((option) => hasWords(option, typed))
  const labels = new Set(found.map(({ label }) => label))
  const rest = options.filter(({ label }) => !labels.has(label))
  return { ordered: [...found, ...rest], isShown: (label) => labels.has(label) }
}

function byRank<T extends string>(
  options: readonly ComboBoxOption<T>[],
  ranked: readonly T[],
): ComboBoxOption<T>[] {
  const byValue = new Map(options.map((option) => [option.value, option]))
  return ranked.flatMap((value) => byValue.get(value) ?? [])
}

function hasWords({ label, detail = '' }: ComboBoxOption<string>, typed: string): boolean {
  const words = fold(`${label} ${detail}`)
  return fold(typed)
    .split(/\s+/)
    .every((word) => words.includes(word))
}

function fold(text: string): string {
  return text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase()
}
