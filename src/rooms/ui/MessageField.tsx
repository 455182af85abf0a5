import {
  type ComponentPropsWithRef,
  type KeyboardEvent,
  type RefObject,
  useEffect,
  useId,
  useLayoutEffect,
  useRef,
  useState,
} from 'react'

import { announce } from '#kit/announce.ts'
import { Avatar } from '#kit/Avatar.tsx'
import { classes } from '#kit/classes.ts'
import { inputLook } from '#kit/field-look.ts'
import { floatLook } from '#kit/float-look.ts'

import { matchMembers, type Mentionable, mentionAt } from '../mention.ts'
import { longestMessage } from '../message.ts'
import { useMentionable } from './mentionable.tsx'

type Props = Omit<ComponentPropsWithRef<'textarea'>, 'ref' | 'value' | 'onChange' | 'onKeyDown'> & {
  field: RefObject<HTMLTextAreaElement | null>
  value: string
  onChange: (text: string) => void
  /** Keys that choose nobody from the list. */
  onKeyDown: (event: KeyboardEvent) => void
  className?: string
}

/** Where a message is written. After an `@` it offers the members of the room: arrows, Enter or Tab choose, Escape goes on. */
export function MessageField({ field, value, onChange, onKeyDown, className, ...rest }: Props) {
  const listId = useId()
  const { offered, index, setIndex, choose, close, look } = useOffer(field, value, onChange)
  const current = offered[index]

  function keyDown(event: KeyboardEvent): void {
    if (!current || event.nativeEvent.isComposing) return onKeyDown(event)
    const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? offered.length - 1 : 0
    if (step > 0) setIndex((index + step) % offered.length)
    else if (event.key === 'Enter' || event.key === 'Tab') choose(current)
    else if (event.key === 'Escape') close()
    else return onKeyDown(event)
    event.preventDefault()
    event.stopPropagation()
  }

  return (
    <div className={classes('relative', className)}>
      {offered.length > 0 && (
        <div
          id={listId}
          role="listbox"
          aria-label="People to mention"
          className={classes(floatLook, 'absolute bottom-full left-0 z-10 mb-1 w-64 max-w-full p-1')}
        >
          {offered.map((member, position) => (
            // oxlint-disable-next-line jsx-a11y/click-events-have-key-events -- the field has the keys
            <div
              key={member.personId}
              id={`${listId}-${position}`}
              role="option"
              tabIndex={-1}
              aria-selected={position === index}
              onPointerDown={(event) => event.preventDefault()}
              onClick={() => choose(member)}
              className={classes(
                'control flex cursor-default items-center gap-2 rounded-small px-2',
                position === index ? 'bg-selected' : 'hover:bg-hover',
              )}
            >
              <Avatar name={member.name} seed={member.personId} size="small" />
              <span className="truncate">{member.name}</span>
            </div>
          ))}
        </div>
      )}
      <textarea
        {...rest}
        ref={field}
        value={value}
        rows={1}
        maxLength={longestMessage}
        aria-autocomplete="list"
        {...(current && { 'aria-controls': listId, 'aria-activedescendant': `${listId}-${index}` })}
        onChange={(event) => {
          look(event.target.selectionStart)
          onChange(event.target.value)
        }}
        onSelect={(event) => look(event.currentTarget.selectionStart)}
        onBlur={close}
        onKeyDown={keyDown}
        className={`${inputLook} block field-sizing-content w-full resize-none py-2`}
      />
    </div>
  )
}

// Who is offered at the caret, and what choosing one does to the text.
function useOffer(
  field: RefObject<HTMLTextAreaElement | null>,
  value: string,
  onChange: (text: string) => void,
) {
  const { members, readerId } = useMentionable()
  const [caret, setCaret] = useState(0)
  const [closedAt, setClosedAt] = useState<number | null>(null)
  const [index, setIndex] = useState(0)
  const caretAfter = useRef<number | null>(null)
  const found = mentionAt(value, caret)
  const isOpen = found !== undefined && found.from !== closedAt
  const matching = isOpen
    ? matchMembers(
        members.filter(({ personId }) => personId !== readerId),
        found.query,
      )
    : []
  // A whole name needs no choosing.
  const offered = matching.length === 1 && matching[0]?.name === found?.query ? [] : matching
  const names = offered.map(({ name }) => name).join(', ')
  useEffect(() => {
    setIndex(0)
    if (names) announce(`People to mention: ${names}`)
  }, [names])
  useLayoutEffect(() => {
    if (caretAfter.current === null) return
    field.current?.setSelectionRange(caretAfter.current, caretAfter.current)
    caretAfter.current = null
  })

  function choose({ name }: Mentionable): void {
    if (!found) return
    const before = `${value.slice(0, found.from)}@${name} `
    caretAfter.current = before.length
    setCaret(before.length)
    setClosedAt(found.from)
    onChange(before + value.slice(caret).replace(/^ /, ''))
  }

  return {
    offered,
    index: Math.min(index, Math.max(0, offered.length - 1)),
    setIndex,
    choose,
    close: () => setClosedAt(found?.from ?? null),
    look(at: number) {
      setCaret(at)
      if (mentionAt(value, at)?.from !== closedAt) setClosedAt(null)
    },
  }
}
