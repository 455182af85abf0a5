import { useMutation } from '@tanstack/react-query'
import { type ReactNode, useMemo, useState } from 'react'

import { call, Refused } from '#kit/api.ts'
import { Button } from '#kit/Button.tsx'
import { EmptyState } from '#kit/EmptyState.tsx'
import { type Failure, failureOf } from '#kit/form-failure.ts'
import { Form } from '#kit/Form.tsx'
import { LinkButton } from '#kit/LinkButton.tsx'
import { PasswordField } from '#kit/PasswordField.tsx'
import { TextField } from '#kit/TextField.tsx'
import { TextLink } from '#kit/TextLink.tsx'
import { usePreferences } from '#kit/preferences.tsx'
import { deviceZone } from '#time/time-zones.ts'

import { signUp } from '../contract/sign-in.ts'
import { shortestPassword } from '../person.ts'
import { entryTokenIn, keepingTheWay, safeNext } from '../way-on.ts'
import { AccountFrame } from './AccountFrame.tsx'
import { ArrivedAlready } from './ArrivedAlready.tsx'
import { GuessedZone } from './GuessedZone.tsx'
import { useArrival } from './use-arrival.ts'
import { useMe } from './use-me.ts'

type SignUpPageProps = {
  next?: string | undefined
  email?: string | undefined
  /** What one comes here for, over the form. */
  about?: ReactNode
}

/** /sign-up: a name, an address, a password. Somebody who was brought in goes on into the room. */
export function SignUpPage({ next: given, email: givenEmail = '', about }: SignUpPageProps) {
  const next = safeNext(given)
  const entryToken = entryTokenIn(next)
  const { signUp: mode } = useMe()
  if (mode === 'closed' || (mode === 'invited' && !entryToken))
    return <NoNewAccounts mode={mode} next={next} />
  return (
    <ArrivedAlready next={next}>
      <NewAccount next={next} entryToken={entryToken} givenEmail={givenEmail} about={about} />
    </ArrivedAlready>
  )
}

type NewAccountProps = {
  next: string | undefined
  entryToken: string | undefined
  givenEmail: string
  about: ReactNode
}

function NewAccount({ next, entryToken, givenEmail, about }: NewAccountProps) {
  const [name, setName] = useState('')
  const [email, setEmail] = useState(givenEmail)
  const [password, setPassword] = useState('')
  const [timeZone, setTimeZone] = useState(deviceZone)
  const { hourCycle } = usePreferences()
  const arrive = useArrival()
  const make = useMutation({
    mutationFn: () =>
      call(signUp, { body: { name, email, password, timeZone, hourCycle, next, entryToken } }),
    onSuccess: (answer) => arrive(answer.me, answer.next),
  })
  const signInInstead = keepingTheWay('/sign-in', { next, email })
  const failure = useMemo(() => make.error && failureAtField(make.error), [make.error])
  const isTaken = make.error instanceof Refused && make.error.code === 'address_taken'
  return (
    <AccountFrame
      title="Make an account"
      about={about}
      below={
        <p>
          Have one already? <TextLink href={signInInstead}>Sign in</TextLink>
        </p>
      }
    >
      <Form className="flex flex-col gap-4" failure={failure} onSubmit={() => make.mutate()}>
        <TextField
          label="Your name"
          name="name"
          autoComplete="name"
          maxLength={80}
          autoFocus
          value={name}
          onChange={setName}
        />
        <TextField
          label="Mail address"
          name="email"
          type="email"
          autoComplete="username"
          value={email}
          onChange={setEmail}
        />
        {isTaken && <TextLink href={signInInstead}>Sign in with this address</TextLink>}
        <PasswordField
          label="Password"
          name="password"
          description={`At least ${shortestPassword} characters. A short sentence is easy to keep in mind.`}
          autoComplete="new-password"
          value={password}
          onChange={setPassword}
        />
        <GuessedZone value={timeZone} onChange={setTimeZone} />
        <Button type="submit" variant="primary" isWide isPending={make.isPending}>
          Make the account
        </Button>
      </Form>
    </AccountFrame>
  )
}

// That an address is taken concerns its field, whatever kind of refusal it is.
function failureAtField(error: unknown): Failure {
  const failure = failureOf(error)
  if (!(error instanceof Refused) || error.code !== 'address_taken') return failure
  return { ...failure, fields: { email: failure.message } }
}

function NoNewAccounts({ mode, next }: { mode: 'closed' | 'invited'; next: string | undefined }) {
  return (
    <AccountFrame title="Make an account">
      <EmptyState
        title={
          mode === 'closed' ? 'New accounts are not made here' : 'An account here needs a way into a room'
        }
        action={<LinkButton href={keepingTheWay('/sign-in', { next })}>Sign in</LinkButton>}
      >
        {mode === 'closed'
          ? 'Whoever runs this Parley has closed it to new people.'
          : 'Ask somebody who is in the room to bring you in, and open the link they send.'}
      </EmptyState>
    </AccountFrame>
  )
}
