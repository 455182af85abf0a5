import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'

import { call } from '#kit/api.ts'
import { Button } from '#kit/Button.tsx'
import { Form } from '#kit/Form.tsx'
import { TextField } from '#kit/TextField.tsx'
import { TextLink } from '#kit/TextLink.tsx'

import { askForPasswordReset } from '../contract/sign-in.ts'
import { keepingTheWay, safeNext } from '../way-on.ts'
import { AccountFrame } from './AccountFrame.tsx'
import { MailIsOnItsWay } from './MailIsOnItsWay.tsx'
import { useFailure } from './use-failure.ts'

type ForgotPasswordPageProps = { next?: string | undefined; email?: string | undefined }

/** /forgot-password: a mail that leads to a new one. */
export function ForgotPasswordPage({ next: given, email: givenEmail = '' }: ForgotPasswordPageProps) {
  const [email, setEmail] = useState(givenEmail)
  const next = safeNext(given)
  const ask = useMutation({ mutationFn: () => call(askForPasswordReset, { body: { email, next } }) })
  const failure = useFailure(ask.error)
  if (ask.isSuccess) {
    return (
      <AccountFrame title="Look in your mail">
        <MailIsOnItsWay>
          If <strong className="font-semibold">{email}</strong> has an account, a link to choose a new
          password is on its way. It works for an hour.
        </MailIsOnItsWay>
        <Button className="mt-6" onPress={() => ask.reset()}>
          Try another address
        </Button>
      </AccountFrame>
    )
  }
  return (
    <AccountFrame
      title="Choose a new password"
      lead="Tell us your address, and we mail you a link to do it."
      below={<TextLink href={keepingTheWay('/sign-in', { next, email })}>Back to sign in</TextLink>}
    >
      <Form className="flex flex-col gap-4" failure={failure} onSubmit={() => ask.mutate()}>
        <TextField
          label="Mail address"
          name="email"
          type="email"
          autoComplete="username"
          autoFocus
          value={email}
          onChange={setEmail}
        />
        <Button type="submit" variant="primary" isWide isPending={ask.isPending}>
          Send the link
        </Button>
      </Form>
    </AccountFrame>
  )
}
