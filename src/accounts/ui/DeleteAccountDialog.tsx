import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'

import { call } from '#kit/api.ts'
import { Button } from '#kit/Button.tsx'
import { Dialog } from '#kit/Dialog.tsx'
import { Form } from '#kit/Form.tsx'
import { PasswordField } from '#kit/PasswordField.tsx'
import { showToast } from '#kit/toast.ts'
import { sayDayLong } from '#time/display.ts'
import { instantOf } from '#time/instant.ts'

import { askForErasure } from '../contract/erasure.ts'
import type { Me } from '../contract/me.ts'
import { useFailure } from './use-failure.ts'
import { becomePerson } from './use-me.ts'

const goes = [
  'Your name and mail address, everywhere in Parley. The address is free for a new account.',
  'Your password, passkeys, hours, notices and settings.',
  'Your calendars are disconnected. Events that stand in them stay.',
  'Meetings you organize, or that have nobody else left, are cancelled; you are taken out of the others. Everybody is told.',
  'Your open invites are taken back, and rooms you own go to the longest member.',
]
const stays = ['What you wrote in rooms stays there for the others, from “Deleted user”.']

/** Says what goes and what stays, and makes sure that it is the person themselves. */
export function DeleteAccountDialog({ me, onClose }: { me: Me; onClose: () => void }) {
  const [password, setPassword] = useState('')
  const queries = useQueryClient()
  const navigate = useNavigate()
  const ask = useMutation({
    mutationFn: () => call(askForErasure, { body: me.hasPassword ? { password } : {} }),
    onSuccess: async ({ dueAt }) => {
      const day = sayDayLong(instantOf(dueAt), { timeZone: me.timeZone, locale: navigator.language })
      becomePerson(queries, null)
      await navigate({ to: '/sign-in' })
      showToast({ text: `Your account goes on ${day}. Sign in before then to keep it.`, tone: 'good' })
    },
  })
  const failure = useFailure(ask.error)
  return (
    <Dialog
      role="alertdialog"
      title="Delete your account?"
      description="The button signs you out everywhere. It is carried out in seven days: sign in before then, and everything stays as it is."
      isOpen
      onOpenChange={(isOpen) => !isOpen && onClose()}
      isDismissable={!ask.isPending}
      actions={
        <>
          <Button variant="quiet" onPress={onClose}>
            Keep my account
          </Button>
          <Button
            variant="danger"
            isPending={ask.isPending}
            isDisabled={me.hasPassword && password === ''}
            onPress={() => ask.mutate()}
          >
            Delete my account
          </Button>
        </>
      }
    >
      <div className="flex flex-col gap-5">
        <Points title="In seven days this goes" points={goes} />
        <Points title="This stays" points={stays} />
        <p className="text-muted">
          Until then your meetings stand. Cancel those you will not keep, so that nobody waits for you.
        </p>
        <Form className="flex flex-col gap-4" failure={failure} onSubmit={() => ask.mutate()}>
          {me.hasPassword && (
            <PasswordField
              label="Your password"
              name="password"
              autoComplete="current-password"
              value={password}
              onChange={setPassword}
            />
          )}
        </Form>
      </div>
    </Dialog>
  )
}

function Points({ title, points }: { title: string; points: readonly string[] }) {
  return (
    <section>
      <h3 className="font-semibold">{title}</h3>
      <ul className="mt-1 list-disc pl-5">
        {points.map((point) => (
          <li key={point}>{point}</li>
        ))}
      </ul>
    </section>
  )
}
