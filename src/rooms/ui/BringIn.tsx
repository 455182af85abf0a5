import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Link2, Mail } from 'lucide-react'
import { useState } from 'react'

import { announce } from '#kit/announce.ts'
import { call } from '#kit/api.ts'
import { Banner } from '#kit/Banner.tsx'
import { Button } from '#kit/Button.tsx'
import { CopyField } from '#kit/CopyField.tsx'
import { FailedState } from '#kit/FailedState.tsx'
import { type Failure, failureOf } from '#kit/form-failure.ts'
import { Form } from '#kit/Form.tsx'
import { usePreferences } from '#kit/preferences.tsx'
import { TextField } from '#kit/TextField.tsx'
import { useNow } from '#kit/use-now.ts'
import { sayDay } from '#time/display.ts'
import { instantOf } from '#time/instant.ts'

import { type Entry, listEntries, makeEntryLink, revokeEntry, sendEntryMail } from '../contract/entry.ts'

/** The ways into a room: a link to hand on, a mail to one address, and what is still open. */
export function BringIn({ roomId }: { roomId: string }) {
  const { data, error, refetch } = useQuery({
    queryKey: ['entries', roomId],
    queryFn: () => call(listEntries, { params: { roomId } }),
    staleTime: 0,
  })
  const entries = data?.entries
  return (
    <section aria-labelledby="bring-in" className="flex flex-col gap-5">
      <h3 id="bring-in" className="font-semibold">
        Bring others in
      </h3>
      {error && !entries && (
        <FailedState title="The ways in could not be loaded" onRetry={() => void refetch()} />
      )}
      {entries && <EntryLinks roomId={roomId} links={entries.filter((entry) => entry.kind === 'link')} />}
      <EntryMailForm roomId={roomId} />
      {entries && <SentMails roomId={roomId} mails={entries.filter((entry) => entry.kind === 'mail')} />}
    </section>
  )
}

function EntryLinks({ roomId, links }: { roomId: string; links: readonly Entry[] }) {
  const { isPending, failure, run } = useChange(roomId)
  return (
    <div className="flex flex-col gap-4">
      {links.map((link) => (
        <EntryLink key={link.id} roomId={roomId} link={link} />
      ))}
      {failure && <Banner tone="bad">{failure.message}</Banner>}
      {links.length === 0 && (
        <Button
          icon={Link2}
          isPending={isPending}
          onPress={() => void run(() => call(makeEntryLink, { params: { roomId } }), 'The link is ready')}
        >
          Make an entry link
        </Button>
      )}
    </div>
  )
}

function EntryLink({ roomId, link }: { roomId: string; link: Entry }) {
  const preferences = usePreferences()
  const now = useNow()
  const left = link.maxUses - link.uses
  const until = sayDay(instantOf(link.expiresAt), preferences, { now })
  return (
    <div className="flex flex-col items-start gap-1">
      <CopyField
        label="Entry link"
        value={link.url ?? ''}
        className="w-full"
        description={`Whoever has it can come in: ${left} more ${left === 1 ? 'person' : 'people'}, until ${until}. Made by ${link.createdByName}.`}
      />
      {link.mayRevoke && <RevokeButton roomId={roomId} entry={link} what="the entry link" />}
    </div>
  )
}

function EntryMailForm({ roomId }: { roomId: string }) {
  const [email, setEmail] = useState('')
  const { isPending, failure, run } = useChange(roomId)
  async function send(): Promise<void> {
    const isSent = await run(
      () => call(sendEntryMail, { params: { roomId }, body: { email } }),
      `Sent to ${email}`,
    )
    if (isSent) setEmail('')
  }
  return (
    <Form onSubmit={send} failure={failure} className="gap-3">
      <TextField
        label="Send an entry mail"
        description="For one person, at this address. The mail names you, not what is written here."
        name="email"
        type="email"
        autoComplete="off"
        placeholder="name@example.com"
        value={email}
        onChange={setEmail}
        isRequired
      />
      <Button type="submit" icon={Mail} isPending={isPending} className="self-start">
        Send
      </Button>
    </Form>
  )
}

function SentMails({ roomId, mails }: { roomId: string; mails: readonly Entry[] }) {
  const preferences = usePreferences()
  const now = useNow()
  if (mails.length === 0) return null
  return (
    <div className="flex flex-col gap-1">
      <h4 className="text-sm text-muted">Waiting to come in</h4>
      <ul className="flex flex-col">
        {mails.map((mail) => (
          <li key={mail.id} className="flex min-h-12 items-center gap-2">
            <div className="min-w-0 flex-1">
              <p className="truncate">{mail.email}</p>
              <p className="truncate text-sm text-muted">
                By {mail.createdByName}, until {sayDay(instantOf(mail.expiresAt), preferences, { now })}
              </p>
            </div>
            {mail.mayRevoke && (
              <RevokeButton roomId={roomId} entry={mail} what={`the entry for ${mail.email}`} />
            )}
          </li>
        ))}
      </ul>
    </div>
  )
}

function RevokeButton({ roomId, entry, what }: { roomId: string; entry: Entry; what: string }) {
  const { isPending, failure, run } = useChange(roomId)
  const revoke = () => call(revokeEntry, { params: { roomId, entryId: entry.id } })
  return (
    <>
      <Button
        size="small"
        variant="quiet"
        className="-mx-3"
        aria-label={`Revoke ${what}`}
        isPending={isPending}
        onPress={() => void run(revoke, 'It does not work any more')}
      >
        Revoke
      </Button>
      {failure && <Banner tone="bad">{failure.message}</Banner>}
    </>
  )
}

// One change of the ways in: says when it is done, keeps why it was not, and reads the list again.
function useChange(roomId: string) {
  const queries = useQueryClient()
  const [isPending, setPending] = useState(false)
  const [failure, setFailure] = useState<Failure | null>(null)
  async function run(change: () => Promise<unknown>, doneText: string): Promise<boolean> {
    setPending(true)
    setFailure(null)
    try {
      await change()
      announce(doneText)
      await queries.invalidateQueries({ queryKey: ['entries', roomId] })
      return true
    } catch (error) {
      setFailure(failureOf(error))
      return false
    } finally {
      setPending(false)
    }
  }
  return { isPending, failure, run }
}
