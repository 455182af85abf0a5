import { useMutation } from '@tanstack/react-query'
import { BadgeCheck } from 'lucide-react'
import { useState } from 'react'

import { call } from '#kit/api.ts'
import { Button } from '#kit/Button.tsx'
import { Chip } from '#kit/Chip.tsx'
import { failureOf } from '#kit/form-failure.ts'
import { Form } from '#kit/Form.tsx'
import { FormActions } from '#kit/FormActions.tsx'
import { TextField } from '#kit/TextField.tsx'

import { askForVerification } from '../contract/sign-in.ts'
import type { Me } from '../contract/me.ts'
import { CountryField } from './CountryField.tsx'
import { HandleForm } from './HandleForm.tsx'
import { MailIsOnItsWay } from './MailIsOnItsWay.tsx'
import { SettingsSection } from './SettingsSection.tsx'
import { useFailure } from './use-failure.ts'
import { useProfileChange } from './use-profile-change.ts'
import { YourData } from './YourData.tsx'

/** /settings/profile: how one is called, and the address mails go to. */
export function ProfileSettings() {
  return (
    <SettingsSection title="Profile">
      {(me) => (
        <>
          <NameForm me={me} />
          {me.handle !== null && <Place me={me} />}
          <Address me={me} />
          <YourData me={me} />
        </>
      )}
    </SettingsSection>
  )
}

function NameForm({ me }: { me: Me }) {
  const [name, setName] = useState(me.name)
  const [country, setCountry] = useState(me.country)
  const save = useProfileChange()
  const failure = useFailure(save.error)
  return (
    <Form className="flex flex-col gap-4" failure={failure} onSubmit={() => save.mutate({ name, country })}>
      <TextField
        label="Your name"
        name="name"
        description="As people in your rooms read it."
        autoComplete="name"
        maxLength={80}
        value={name}
        onChange={setName}
      />
      <CountryField
        label="Country"
        name="country"
        description="Optional. Only for announcements that are for one country."
        noneLabel="Not given"
        value={country}
        onChange={setCountry}
      />
      <FormActions>
        <Button
          type="submit"
          variant="primary"
          isPending={save.isPending}
          isDisabled={name.trim() === me.name && country === me.country}
        >
          Save
        </Button>
      </FormActions>
    </Form>
  )
}

// Who offers something has one; the others need none.
function Place({ me }: { me: Me }) {
  return (
    <div className="mt-8 border-t border-line pt-6">
      <HandleForm key={me.handle} me={me} />
    </div>
  )
}

function Address({ me }: { me: Me }) {
  return (
    <div className="mt-8 border-t border-line pt-6">
      <h2 className="font-semibold">Mail address</h2>
      <p className="mt-1 text-muted">Nobody else sees it.</p>
      <p className="mt-3 flex flex-wrap items-center gap-x-3 gap-y-1">
        <span className="break-all">{me.email}</span>
        {me.emailVerified ? (
          <Chip tone="good" icon={BadgeCheck}>
            Verified
          </Chip>
        ) : (
          <Chip tone="time">Not verified yet</Chip>
        )}
      </p>
      {!me.emailVerified && <SendAgain />}
    </div>
  )
}

function SendAgain() {
  const ask = useMutation({ mutationFn: () => call(askForVerification) })
  if (ask.isSuccess) {
    return (
      <div className="mt-4">
        <MailIsOnItsWay>
          A mail is on its way. Open it and press its button; the link works for 7 days.
        </MailIsOnItsWay>
      </div>
    )
  }
  return (
    <div className="mt-4">
      <p className="text-muted">We sent you a mail with a link when you made the account.</p>
      <Button className="mt-3" isPending={ask.isPending} onPress={() => ask.mutate()}>
        Send it again
      </Button>
      {ask.error && (
        <p role="alert" className="mt-2 text-bad">
          {failureOf(ask.error).message}
        </p>
      )}
    </div>
  )
}
