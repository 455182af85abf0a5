import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'

import { writeCopyAgain } from '#calendars/contract/copy.ts'
import { calendarNames } from '#calendars/ui/link-words.ts'
import { call } from '#kit/api.ts'
import { Button } from '#kit/Button.tsx'
import { failureOf } from '#kit/form-failure.ts'
import { LinkButton } from '#kit/LinkButton.tsx'

import type { Meeting } from '../contract/meeting.ts'

type Copy = Meeting['copies'][number]

/** Where a meeting stands in people's calendars; for the reader's own, what to do where it does not. */
export function MeetingCopies({ meeting, personId }: { meeting: Meeting; personId: string | undefined }) {
  const own = meeting.copies.find((copy) => copy.personId === personId)
  const others = meeting.copies.filter((copy) => copy.personId !== personId)
  if (!own && others.length === 0) return null
  const nameOf = (id: string) => meeting.people.find((one) => one.personId === id)?.name ?? 'Somebody'
  return (
    <div className="mt-3 flex flex-col gap-1 text-sm text-muted">
      {own && <OwnCopy meetingId={meeting.id} copy={own} />}
      {others.length > 0 && <p>{others.map((copy) => sayOther(copy, nameOf(copy.personId))).join(' · ')}</p>}
    </div>
  )
}

/** Where it stands in one's own calendar, in a sentence without its full stop. */
export function sayOwnCopy({ provider, stand }: Copy): string {
  const calendar = yourCalendar({ provider })
  switch (stand) {
    case 'written':
      return `In ${calendar}`
    case 'waiting':
      return `On its way to ${calendar}`
    case 'retrying':
      return `Not in ${calendar} yet: trying again`
    case 'relink':
      return `Not in ${calendar} as it is now: the link needs relinking`
    case 'removed':
      return `Removed from ${calendar}`
    default:
      return `Not in ${calendar}: it was given up`
  }
}

/** The reader's own calendar of that kind, as they would call it. */
export function yourCalendar({ provider }: Pick<Copy, 'provider'>): string {
  return `your ${calendarNames[provider]}`
}

function sayOther({ provider, stand }: Copy, name: string): string {
  const calendar = `${name}’s ${calendarNames[provider]}`
  switch (stand) {
    case 'written':
      return `In ${calendar}`
    case 'removed':
      return `${calendar}: removed there`
    case 'relink':
      return `${calendar}: waiting for a new link`
    case 'parked':
      return `${calendar}: not written`
    default:
      return `${calendar}: ${stand === 'waiting' ? 'on its way' : 'trying again'}`
  }
}

function OwnCopy({ meetingId, copy }: { meetingId: string; copy: Copy }) {
  const { stand, sentence } = copy
  const mayWriteAgain = stand === 'removed' || stand === 'parked'
  return (
    <div className="flex flex-wrap items-center gap-x-2 gap-y-1">
      <p>
        {sayOwnCopy(copy)}
        {sentence && stand !== 'written' && `. ${sentence}`}
      </p>
      {stand === 'relink' && (
        <LinkButton size="small" variant="quiet" href="/settings/calendars">
          To your calendars
        </LinkButton>
      )}
      {mayWriteAgain && <WriteAgain meetingId={meetingId} />}
    </div>
  )
}

function WriteAgain({ meetingId }: { meetingId: string }) {
  const queries = useQueryClient()
  const [isPending, setPending] = useState(false)
  const [failure, setFailure] = useState<string | null>(null)
  async function write(): Promise<void> {
    setPending(true)
    setFailure(null)
    try {
      await call(writeCopyAgain, { params: { subjectId: meetingId } })
      await queries.invalidateQueries({ queryKey: ['meeting', meetingId] })
    } catch (error) {
      setFailure(failureOf(error).message)
    } finally {
      setPending(false)
    }
  }
  return (
    <>
      <Button size="small" variant="quiet" isPending={isPending} onPress={() => void write()}>
        Write it again
      </Button>
      {failure && (
        <p role="alert" className="text-bad">
          {failure}
        </p>
      )}
    </>
  )
}
