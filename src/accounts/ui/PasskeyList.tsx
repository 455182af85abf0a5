import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'

import { call } from '#kit/api.ts'
import { Button } from '#kit/Button.tsx'
import { ConfirmDialog } from '#kit/ConfirmDialog.tsx'
import { FailedState } from '#kit/FailedState.tsx'
import { Form } from '#kit/Form.tsx'
import { failureOf } from '#kit/form-failure.ts'
import { FormActions } from '#kit/FormActions.tsx'
import { usePreferences } from '#kit/preferences.tsx'
import { SkeletonLines } from '#kit/SkeletonLines.tsx'
import { TextField } from '#kit/TextField.tsx'
import { showToast } from '#kit/toast.ts'
import { useNow } from '#kit/use-now.ts'
import { sayDay } from '#time/display.ts'
import { instantOf } from '#time/instant.ts'

import { addPasskey, listPasskeys, type PasskeySummary, removePasskey } from '../contract/passkey.ts'
import { makePasskey } from './passkey-prompt.ts'
import { useFailure } from './use-failure.ts'

const key = ['passkeys']

/** The passkeys one can sign in with; one more can be added, and each can be removed. */
export function PasskeyList() {
  const passkeys = useQuery({ queryKey: key, queryFn: ({ signal }) => call(listPasskeys, { signal }) })
  return (
    <div className="mt-8 border-t border-line pt-6">
      <h2 className="font-semibold">Passkeys</h2>
      <p className="mt-1 text-muted">
        With a passkey you sign in by your fingerprint, face or PIN, without a password.
      </p>
      <div className="mt-3">
        {passkeys.isPending && <SkeletonLines count={2} label="Reading your passkeys" />}
        {passkeys.isError && (
          <FailedState title="This could not be read" onRetry={() => void passkeys.refetch()}>
            {failureOf(passkeys.error).message}
          </FailedState>
        )}
        <ul>
          {passkeys.data?.passkeys.map((passkey) => (
            <PasskeyRow key={passkey.id} passkey={passkey} />
          ))}
        </ul>
        {passkeys.data && <NewPasskey />}
      </div>
    </div>
  )
}

function NewPasskey() {
  const [name, setName] = useState('')
  const queries = useQueryClient()
  const add = useMutation({
    mutationFn: async () => call(addPasskey, { body: { name, response: await makePasskey() } }),
    onSuccess: async () => {
      setName('')
      showToast({ text: 'You can sign in with this passkey now.', tone: 'good' })
      await queries.invalidateQueries({ queryKey: key })
    },
  })
  const failure = useFailure(add.error)
  return (
    <Form className="mt-3 flex flex-col gap-4" failure={failure} onSubmit={() => add.mutate()}>
      <TextField
        label="Name of the new passkey"
        name="name"
        description="Such as My phone."
        isRequired
        value={name}
        onChange={setName}
      />
      <FormActions>
        <Button type="submit" isPending={add.isPending}>
          Add a passkey
        </Button>
      </FormActions>
    </Form>
  )
}

function PasskeyRow({ passkey }: { passkey: PasskeySummary }) {
  const [isAsking, setAsking] = useState(false)
  const queries = useQueryClient()
  const reader = usePreferences()
  const now = useNow()
  const day = (text: string) => sayDay(instantOf(text), reader, { now })
  const { name, createdAt, lastUsedAt } = passkey
  return (
    <li className="flex items-center gap-3 border-b border-line py-3 last:border-b-0">
      <div className="min-w-0 flex-1">
        <p className="font-semibold wrap-anywhere">{name}</p>
        <p className="text-sm text-muted">
          Since {day(createdAt)}, {lastUsedAt ? `last used ${day(lastUsedAt)}` : 'not used yet'}
        </p>
      </div>
      <Button size="small" aria-label={`Remove ${name}`} onPress={() => setAsking(true)}>
        Remove
      </Button>
      <ConfirmDialog
        title="Remove this passkey?"
        isOpen={isAsking}
        onOpenChange={setAsking}
        confirmLabel="Remove it"
        isDanger
        onConfirm={async () => {
          await call(removePasskey, { params: { passkeyId: passkey.id } })
          await queries.invalidateQueries({ queryKey: key })
        }}
      >
        You can no longer sign in with {name}. Your device may still offer it; forget it there, too.
      </ConfirmDialog>
    </li>
  )
}
