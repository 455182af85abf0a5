import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { type ReactNode, useState } from 'react'
import type { z } from 'zod'

import { call, Refused } from '#kit/api.ts'
import { Button } from '#kit/Button.tsx'
import { FailedState } from '#kit/FailedState.tsx'
import { failureOf } from '#kit/form-failure.ts'
import { Form } from '#kit/Form.tsx'
import { LinkButton } from '#kit/LinkButton.tsx'
import { PasswordField } from '#kit/PasswordField.tsx'
import { SkeletonLines } from '#kit/SkeletonLines.tsx'

import { readMailedLink, useMailedLink as useUpLink } from '../contract/mailed-link.ts'
import { changePassword } from '../contract/me.ts'
import { shortestPassword } from '../person.ts'
import { wayOn } from '../way-on.ts'
import { AccountFrame } from './AccountFrame.tsx'
import { useArrival } from './use-arrival.ts'
import { useFailure } from './use-failure.ts'

type Link = z.infer<typeof readMailedLink.reply>
type Purpose = NonNullable<Link['purpose']>
type LinkProblem = Exclude<Link['state'], 'good'>

const titles: Record<Purpose, string> = {
  'sign-in': 'Sign in',
  'reset-password': 'Choose a new password',
  'verify-address': 'Is this your address?',
}

const buttons: Record<Purpose, string> = {
  'sign-in': 'Sign in',
  'reset-password': 'Save and sign in',
  'verify-address': 'Yes, this is my address',
}

/** /link/:token: says what a mailed link does; the button does it, so that mail scanners cannot. */
export function MailedLinkPage({ token }: { token: string }) {
  const link = useQuery({
    queryKey: ['mailed-link', token],
    queryFn: ({ signal }) => call(readMailedLink, { params: { token }, signal }),
    staleTime: Number.POSITIVE_INFINITY,
  })
  if (link.isPending) {
    return (
      <AccountFrame title="One moment">
        <SkeletonLines count={3} label="Reading the link" />
      </AccountFrame>
    )
  }
  if (link.isError) {
    return (
      <AccountFrame title="Your link">
        <FailedState title="The link could not be read" onRetry={() => void link.refetch()}>
          It is still good. {failureOf(link.error).message}
        </FailedState>
      </AccountFrame>
    )
  }
  const { state, purpose, email, endsPassword } = link.data
  if (state !== 'good' || !purpose)
    return <NoLongerGood state={state === 'good' ? 'unknown' : state} purpose={purpose} />
  return <GoodLink token={token} purpose={purpose} email={email ?? ''} endsPassword={endsPassword} />
}

type GoodLinkProps = { token: string; purpose: Purpose; email: string; endsPassword: boolean }

function GoodLink({ token, purpose, email, endsPassword }: GoodLinkProps) {
  const [password, setPassword] = useState('')
  const queries = useQueryClient()
  const arrive = useArrival()
  const use = useMutation({
    mutationFn: () => {
      const body = purpose === 'reset-password' ? { password } : {}
      return call(useUpLink, { params: { token }, body })
    },
    onSuccess: ({ me, next }) => {
      if (purpose === 'verify-address') void queries.invalidateQueries({ queryKey: ['me'] })
      else if (me && !endsPassword) arrive(me, next)
    },
  })
  const failure = useFailure(use.error)
  if (use.isSuccess && purpose === 'verify-address') return <Verified next={use.data.next} />
  if (use.data?.me && endsPassword) {
    const { me, next } = use.data
    return <NewPassword email={email} onDone={(hasPassword) => arrive({ ...me, hasPassword }, next)} />
  }
  const problem = problemIn(use.error)
  if (problem) return <NoLongerGood state={problem} purpose={purpose} />
  return (
    <AccountFrame title={titles[purpose]} lead={<Explanation purpose={purpose} email={email} />}>
      <Form className="flex flex-col gap-4" failure={failure} onSubmit={() => use.mutate()}>
        {endsPassword && (
          <p className="text-muted">
            Until now nobody has shown that mails to this address reach them. So the password chosen with the
            account ends here, in case somebody else chose it; you can choose a new one right after.
          </p>
        )}
        {purpose === 'reset-password' && (
          <>
            <input type="text" name="username" autoComplete="username" value={email} readOnly hidden />
            <PasswordField
              label="New password"
              name="password"
              description={`At least ${shortestPassword} characters. You are signed out everywhere else.`}
              autoComplete="new-password"
              autoFocus
              value={password}
              onChange={setPassword}
            />
          </>
        )}
        <Button type="submit" variant="primary" isWide isPending={use.isPending}>
          {buttons[purpose]}
        </Button>
      </Form>
    </AccountFrame>
  )
}

type NewPasswordProps = { email: string; onDone: (hasPassword: boolean) => void }

// Signed in already, and without a password from now on: a new one can be chosen where this is learned.
function NewPassword({ email, onDone }: NewPasswordProps) {
  const [password, setPassword] = useState('')
  const save = useMutation({
    mutationFn: () => call(changePassword, { body: { next: password } }),
    onSuccess: () => onDone(true),
  })
  const failure = useFailure(save.error)
  return (
    <AccountFrame
      title="Choose a password"
      lead="You are signed in. The earlier password is not used any more; without a new one you sign in by mailed links."
    >
      <Form className="flex flex-col gap-4" failure={failure} onSubmit={() => save.mutate()}>
        <input type="text" name="username" autoComplete="username" value={email} readOnly hidden />
        <PasswordField
          label="New password"
          name="next"
          description={`At least ${shortestPassword} characters.`}
          autoComplete="new-password"
          autoFocus
          value={password}
          onChange={setPassword}
        />
        <Button type="submit" variant="primary" isWide isPending={save.isPending}>
          Save and go on
        </Button>
        <Button isWide onPress={() => onDone(false)}>
          Go on without one
        </Button>
      </Form>
    </AccountFrame>
  )
}

function Explanation({ purpose, email }: { purpose: Purpose; email: string }): ReactNode {
  const address = <strong className="font-semibold text-text">{email}</strong>
  if (purpose === 'sign-in') return <>You go on as {address}.</>
  if (purpose === 'reset-password') return <>For {address}.</>
  return <>You said that our mails reach you at {address}. If you did not, close this page.</>
}

function Verified({ next }: { next: string | null }) {
  return (
    <AccountFrame title="Thank you" lead="Your address is verified. Our mails reach you.">
      <LinkButton variant="primary" href={wayOn(next)}>
        Go on
      </LinkButton>
    </AccountFrame>
  )
}

const reasons: Record<LinkProblem, string> = {
  used: 'It works only once. If that was not you, choose a new password.',
  expired: 'Links in our mails work for a while only. A new one is quickly sent.',
  unknown: 'Perhaps a part of it was lost on the way. Try to open the whole address from the mail.',
}

const problems: Record<LinkProblem, string> = {
  used: 'This link was used before',
  expired: 'This link is too old',
  unknown: 'This link leads nowhere',
}

function NoLongerGood({ state, purpose }: { state: LinkProblem; purpose: Purpose | null }) {
  return (
    <AccountFrame title={problems[state]} lead={reasonFor(state, purpose)}>
      {newWay(purpose)}
    </AccountFrame>
  )
}

function reasonFor(state: LinkProblem, purpose: Purpose | null): string {
  const isVerified = state === 'used' && purpose === 'verify-address'
  return isVerified ? 'Your address is verified already.' : reasons[state]
}

function newWay(purpose: Purpose | null): ReactNode {
  if (purpose === 'reset-password') return <LinkButton href="/forgot-password">Ask for a new link</LinkButton>
  if (purpose === 'verify-address') return <LinkButton href="/settings/profile">To your profile</LinkButton>
  return <LinkButton href="/sign-in">To sign in</LinkButton>
}

function problemIn(error: unknown): LinkProblem | undefined {
  if (!(error instanceof Refused)) return undefined
  if (error.code === 'link_used') return 'used'
  if (error.code === 'link_expired') return 'expired'
  return error.code === 'not_found' ? 'unknown' : undefined
}
