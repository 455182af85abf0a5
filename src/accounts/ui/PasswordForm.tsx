import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'

import { call } from '#kit/api.ts'
import { Button } from '#kit/Button.tsx'
import { Form } from '#kit/Form.tsx'
import { FormActions } from '#kit/FormActions.tsx'
import { PasswordField } from '#kit/PasswordField.tsx'
import { showToast } from '#kit/toast.ts'

import { changePassword, type Me } from '../contract/me.ts'
import { shortestPassword } from '../person.ts'
import { useFailure } from './use-failure.ts'

/** A new password for the old one; for who never had one, their first. */
export function PasswordForm({ me }: { me: Me }) {
  const [current, setCurrent] = useState('')
  const [next, setNext] = useState('')
  const queries = useQueryClient()
  const change = useMutation({
    mutationFn: () => call(changePassword, { body: me.hasPassword ? { current, next } : { next } }),
    onSuccess: async () => {
      setCurrent('')
      setNext('')
      showToast({ text: 'Your password is changed. You are signed out everywhere else.', tone: 'good' })
      await Promise.all([
        queries.invalidateQueries({ queryKey: ['sessions'] }),
        queries.invalidateQueries({ queryKey: ['me'] }),
      ])
    },
  })
  const failure = useFailure(change.error)
  return (
    <Form className="flex flex-col gap-4" failure={failure} onSubmit={() => change.mutate()}>
      <input type="text" name="username" autoComplete="username" value={me.email} readOnly hidden />
      {me.hasPassword ? (
        <PasswordField
          label="Present password"
          name="current"
          autoComplete="current-password"
          value={current}
          onChange={setCurrent}
        />
      ) : (
        <p className="text-muted">
          You have no password and sign in by mailed links. One chosen before your mail address was confirmed
          ended with your first sign-in by mail.
        </p>
      )}
      <PasswordField
        label="New password"
        name="next"
        description={`At least ${shortestPassword} characters.`}
        autoComplete="new-password"
        value={next}
        onChange={setNext}
      />
      <FormActions>
        <Button type="submit" variant="primary" isPending={change.isPending}>
          {me.hasPassword ? 'Change the password' : 'Set a password'}
        </Button>
      </FormActions>
    </Form>
  )
}
