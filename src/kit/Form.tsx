import { type FormEvent, type ReactNode, useEffect, useRef, useState } from 'react'
import { Form as AriaForm } from 'react-aria-components'
import { flushSync } from 'react-dom'

import { Banner } from './Banner.tsx'
import { classes } from './classes.ts'
import { type Failure, formSentence } from './form-failure.ts'

type FormProps = {
  /** Called when the browser finds nothing wrong. */
  onSubmit: () => void | Promise<void>
  /** Why it was refused; sentences go to the fields whose `name` they carry, the rest stands above the form. */
  failure?: Failure | null
  children: ReactNode
  /** Joins the form with a button that stands outside, such as in a dialog's `actions` (`<Button type="submit" form={id}>`). */
  id?: string
  className?: string
}

/** Fields that are sent together. Keeps what was typed, whatever the answer. */
export function Form({ onSubmit, failure = null, children, id, className }: FormProps) {
  const form = useRef<HTMLFormElement>(null)
  const [sentence, setSentence] = useState<string | null>(null)
  const [errors, setErrors] = useState<Record<string, string>>({})
  useEffect(() => {
    setErrors(failure?.fields ?? {})
    setSentence(failure && formSentence(failure, fieldNames(form.current)))
    if (failure?.fields) focusFirst(form.current, failure.fields)
  }, [failure])
  // A sentence goes with the first character that is typed, not when the field is left: then nothing moves under a pointer.
  useEffect(() => {
    const forgive = ({ target }: Event) => {
      if (!(target instanceof Element && form.current?.contains(target))) return
      const name = target.getAttribute('name')
      if (name) setErrors((all) => (name in all ? without(all, name) : all))
      // What the browser itself found wrong is looked at again by the field when it hears of a change.
      if (target.getAttribute('aria-invalid') === 'true') target.dispatchEvent(new Event('change'))
    }
    // Above where React listens: drawn before the field has heard of it, the character would be lost.
    document.addEventListener('input', forgive)
    return () => document.removeEventListener('input', forgive)
  }, [])
  // Sending asks anew. A sentence that stood beside another field than the one that was mended would stop the browser from it.
  useEffect(() => {
    const askAnew = ({ target }: Event) => {
      const button = target instanceof Element && target.closest('button')
      if (!button || button.type !== 'submit' || button.form !== form.current) return
      flushSync(() => setErrors(emptied))
    }
    document.addEventListener('click', askAnew, true)
    return () => document.removeEventListener('click', askAnew, true)
  }, [])
  const submit = (event: FormEvent) => {
    event.preventDefault()
    void onSubmit()
  }
  return (
    <AriaForm
      ref={form}
      id={id}
      onSubmit={submit}
      validationErrors={errors}
      className={classes('flex flex-col gap-5', className)}
    >
      {sentence && <Banner tone="bad">{sentence}</Banner>}
      {children}
    </AriaForm>
  )
}

function emptied(errors: Record<string, string>): Record<string, string> {
  return Object.keys(errors).length === 0 ? errors : {}
}

function without(errors: Record<string, string>, name: string): Record<string, string> {
  return Object.fromEntries(Object.entries(errors).filter(([field]) => field !== name))
}

function fieldNames(form: HTMLFormElement | null): string[] {
  return [...(form?.elements ?? [])].flatMap((element) => element.getAttribute('name') ?? [])
}

function focusFirst(form: HTMLFormElement | null, fields: Record<string, string>) {
  const wrong = [...(form?.elements ?? [])].find((element) => (element.getAttribute('name') ?? '') in fields)
  if (wrong instanceof HTMLElement) wrong.focus()
}
