import { useState } from 'react'

import { Button } from '#kit/Button.tsx'
import { Form } from '#kit/Form.tsx'
import { FormActions } from '#kit/FormActions.tsx'
import { TextField } from '#kit/TextField.tsx'

import type { Me } from '../contract/me.ts'
import { suggestHandle } from '../handle.ts'
import { useFailure } from './use-failure.ts'
import { useProfileChange } from './use-profile-change.ts'

/** The name in the address of one's page, to be chosen and changed. */
export function HandleForm({ me, onSaved }: { me: Me; onSaved?: () => void }) {
  const [handle, setHandle] = useState(me.handle ?? suggestHandle(me.name))
  const save = useProfileChange()
  const failure = useFailure(save.error)
  return (
    <Form
      className="flex flex-col gap-4"
      failure={failure}
      onSubmit={() => save.mutate({ handle }, { onSuccess: onSaved })}
    >
      <TextField
        label="Your address"
        name="handle"
        description={
          me.handle === null
            ? `Your page stands at ${location.origin}/p/${handle || '…'}`
            : 'Links with the name you have now go on to work.'
        }
        autoComplete="off"
        spellCheck="false"
        maxLength={30}
        value={handle}
        onChange={setHandle}
      />
      <FormActions>
        <Button
          type="submit"
          variant={me.handle === null ? 'primary' : 'plain'}
          isPending={save.isPending}
          isDisabled={handle.trim() === '' || handle === me.handle}
        >
          {me.handle === null ? 'Take this address' : 'Change it'}
        </Button>
      </FormActions>
    </Form>
  )
}
