import { useState } from 'react'

import { call } from '#kit/api.ts'
import { Button } from '#kit/Button.tsx'
import { Form } from '#kit/Form.tsx'
import { FormActions } from '#kit/FormActions.tsx'
import { PasswordField } from '#kit/PasswordField.tsx'
import { Select } from '#kit/Select.tsx'
import { TextField } from '#kit/TextField.tsx'
import { TextLink } from '#kit/TextLink.tsx'

import { linkCalDav } from '../contract/linking.ts'
import { useLinking } from './use-linking.ts'
import { useTyped } from './use-typed.ts'

type CalDavFormProps = {
  provider: 'apple' | 'caldav'
  relinksId?: string | undefined
  /** What the account is known by, where it is linked anew. */
  userName?: string | undefined
  onLinked: () => void
}

const servers = [
  { value: 'nextcloud', label: 'Nextcloud', address: 'https://cloud.example.com/remote.php/dav' },
  { value: 'fastmail', label: 'Fastmail', address: 'https://caldav.fastmail.com' },
  { value: 'other', label: 'Another server', address: 'https://calendar.example.com' },
] as const

/** Links Apple iCloud or another CalDAV server with an app password. What was typed stays, except the password once it is right. */
export function CalDavForm({ provider, relinksId, userName = '', onLinked }: CalDavFormProps) {
  const first = { server: 'nextcloud', address: '', userName }
  const { typed, type, forget } = useTyped(`${provider}.${relinksId ?? ''}`, first)
  const [password, setPassword] = useState('')
  const server = servers.find(({ value }) => value === typed.server) ?? servers[0]

  const { send, isPending, failure } = useLinking(async () => {
    const { address, userName: name } = typed
    await call(linkCalDav, {
      body: { provider, userName: name, password, ...(provider === 'caldav' && { address }), relinksId },
    })
    forget()
  }, onLinked)

  return (
    <Form failure={failure} onSubmit={send} className="gap-4">
      {provider === 'apple' && <AppleSteps />}
      {provider === 'caldav' && (
        <>
          <Select
            label="Which server"
            options={servers}
            value={server.value}
            onChange={(value) =>
              type({ server: value, address: value === 'fastmail' ? servers[1].address : '' })
            }
          />
          <p className="text-sm text-muted">{serverSteps[server.value]}</p>
          <TextField
            label="Address"
            name="address"
            // Not `url`: the browser would judge it before the server can say it better.
            type="text"
            inputMode="url"
            autoComplete="off"
            placeholder={server.address}
            value={typed.address}
            onChange={(address) => type({ address })}
            isRequired
          />
        </>
      )}
      <TextField
        label={provider === 'apple' ? 'Apple Account' : 'User name'}
        name="userName"
        autoComplete="off"
        value={typed.userName}
        onChange={(name) => type({ userName: name })}
        isRequired
        {...(provider === 'apple' && { description: 'The mail address you sign in to iCloud with.' })}
      />
      <PasswordField
        label="App password"
        name="password"
        autoComplete="new-password"
        value={password}
        onChange={setPassword}
        isRequired
        description="Kept encrypted. Your own password is not asked for here."
      />
      <FormActions>
        <Button type="submit" variant="primary" isPending={isPending}>
          {relinksId === undefined ? 'Connect' : 'Relink'}
        </Button>
      </FormActions>
    </Form>
  )
}

const serverSteps: Record<(typeof servers)[number]['value'], string> = {
  nextcloud:
    'In Nextcloud: Personal settings, Security, Devices & sessions, Create new app password. The address stands in the calendar’s settings as “Primary CalDAV address”.',
  fastmail:
    'In Fastmail: Settings, Privacy & Security, Manage app passwords, New app password, with access to calendars.',
  other: 'Take the CalDAV address your provider names, and an app password where it has such.',
}

function AppleSteps() {
  return (
    <ol className="list-decimal space-y-1 pl-5 text-sm text-muted">
      <li>
        Sign in at{' '}
        <TextLink href="https://account.apple.com/account/manage" target="_blank" rel="noreferrer">
          account.apple.com
        </TextLink>{' '}
        and open Sign-In and Security.
      </li>
      <li>Choose App-Specific Passwords, then +, and name it Parley.</li>
      <li>Copy what Apple shows, such as abcd-efgh-ijkl-mnop, and paste it below.</li>
    </ol>
  )
}
