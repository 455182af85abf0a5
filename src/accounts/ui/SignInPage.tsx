import { useMutation } from '@tanstack/react-query'
import { type ReactNode, useState } from 'react'

import { call } from '#kit/api.ts'
import { Button } from '#kit/Button.tsx'
import { Form } from '#kit/Form.tsx'
import { PasswordField } from '#kit/PasswordField.tsx'
import { TextField } from '#kit/TextField.tsx'
import { TextLink } from '#kit/TextLink.tsx'

import { signInByPasskey } from '../contract/passkey.ts'
import { askForSignInLink, signIn } from '../contract/sign-in.ts'
import { keepingTheWay, safeNext } from '../way-on.ts'
import { AccountFrame } from './AccountFrame.tsx'
import { ArrivedAlready } from './ArrivedAlready.tsx'
import { MailIsOnItsWay } from './MailIsOnItsWay.tsx'
import { showPasskey } from './passkey-prompt.ts'
import { useArrival } from './use-arrival.ts'
import { useFailure } from './use-failure.ts'
import { useMe } from './use-me.ts'

type SignInPageProps = {
  next?: string | undefined
  email?: string | undefined
  /** What one comes here for, over the form. */
  about?: ReactNode
}

/** /sign-in: by password, by passkey, or by a link in a mail. */
export function SignInPage({ next: given, email: givenEmail = '', about }: SignInPageProps) {
  const [email, setEmail] = useState(givenEmail)
  const [password, setPassword] = useState('')
  const { signUp } = useMe()
  const arrive = useArrival()
  const next = safeNext(given)
  const enter = useMutation({
    mutationFn: () => call(signIn, { body: { email, password, next } }),
    onSuccess: (answer) => arrive(answer.me, answer.next),
  })
  const show = useMutation({
    mutationFn: async () => call(signInByPasskey, { body: { response: await showPasskey(), next } }),
    onSuccess: (answer) => arrive(answer.me, answer.next),
  })
  const mailLink = useMutation({ mutationFn: () => call(askForSignInLink, { body: { email, next } }) })
  const failure = useFailure(enter.error ?? show.error ?? mailLink.error)

  if (mailLink.isSuccess) {
    return (
      <AccountFrame title="Look in your mail">
        <MailIsOnItsWay>
          If <strong className="font-semibold">{email}</strong> has an account, a link is on its way. It signs
          you in once, within 15 minutes.
        </MailIsOnItsWay>
        <Button className="mt-6" onPress={() => mailLink.reset()}>
          Back to the password
        </Button>
      </AccountFrame>
    )
  }
  return (
    <ArrivedAlready next={next}>
      <AccountFrame
        title="Sign in"
        about={about}
        below={
          signUp !== 'closed' && (
            <p>
              New here? <TextLink href={keepingTheWay('/sign-up', { next, email })}>Make an account</TextLink>
            </p>
          )
        }
      >
        <Form
          className="flex flex-col gap-4"
          failure={failure}
          onSubmit={() => {
            mailLink.reset()
            show.reset()
            enter.mutate()
          }}
        >
          <TextField
            label="Mail address"
            name="email"
            type="email"
            autoComplete="username"
            autoFocus={!givenEmail}
            value={email}
            onChange={setEmail}
          />
          <PasswordField
            label="Password"
            name="password"
            autoComplete="current-password"
            autoFocus={Boolean(givenEmail)}
            value={password}
            onChange={setPassword}
          />
          <Button type="submit" variant="primary" isWide isPending={enter.isPending}>
            Sign in
          </Button>
          <Button
            isWide
            isPending={show.isPending}
            onPress={() => {
              enter.reset()
              mailLink.reset()
              show.mutate()
            }}
          >
            Sign in with a passkey
          </Button>
          <Button
            isWide
            isPending={mailLink.isPending}
            onPress={() => {
              enter.reset()
              show.reset()
              mailLink.mutate()
            }}
          >
            Mail me a link instead
          </Button>
          <p>
            <TextLink href={keepingTheWay('/forgot-password', { next, email })}>
              Forgot your password?
            </TextLink>
          </p>
        </Form>
      </AccountFrame>
    </ArrivedAlready>
  )
}
