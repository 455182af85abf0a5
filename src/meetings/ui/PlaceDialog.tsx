import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useId, useState } from 'react'

import { readJoin } from '#calls/contract.ts'
import type { Place } from '#calls/place.ts'
import { announce } from '#kit/announce.ts'
import { call } from '#kit/api.ts'
import { Button } from '#kit/Button.tsx'
import { Dialog } from '#kit/Dialog.tsx'
import { Form } from '#kit/Form.tsx'
import { type Failure, failureOf } from '#kit/form-failure.ts'
import { SkeletonLines } from '#kit/SkeletonLines.tsx'

import type { Meeting } from '../contract/meeting.ts'
import { changePlace } from '../contract/placing.ts'
import { WhereFields } from './WhereFields.tsx'

type PlaceDialogProps = { meeting: Meeting; joinUrl: string; onClose: () => void }

/** Changes where a meeting takes place. */
export function PlaceDialog({ meeting, joinUrl, onClose }: PlaceDialogProps) {
  const token = new URL(joinUrl).pathname.split('/').at(-1) ?? ''
  // The link itself is told to those alone who come.
  const known = useQuery({
    queryKey: ['place', meeting.id],
    queryFn: () => call(readJoin, { params: { token } }),
    gcTime: 0,
  })
  const queries = useQueryClient()
  const form = useId()
  const [chosen, setChosen] = useState<Place | null>(null)
  const [failure, setFailure] = useState<Failure | null>(null)
  const [isPending, setPending] = useState(false)
  const before: Place = { place: meeting.where.kind, placeUrl: known.data?.elsewhere?.url ?? '' }
  const value = chosen ?? (before.place === 'link' ? before : { ...before, placeUrl: '' })

  async function save(): Promise<void> {
    setPending(true)
    setFailure(null)
    try {
      const answer = await call(changePlace, { params: { meetingId: meeting.id }, body: value })
      queries.setQueryData(['meeting', meeting.id], answer.meeting)
      announce('The place is changed')
      onClose()
    } catch (error) {
      setFailure(failureOf(error))
    } finally {
      setPending(false)
    }
  }

  return (
    <Dialog
      title="Where this meeting takes place"
      description="The join link stays the same and leads there. The others are told."
      width="narrow"
      isOpen
      onOpenChange={(isOpen) => !isOpen && onClose()}
      isDismissable={chosen === null}
      actions={
        <>
          <Button variant="quiet" onPress={onClose}>
            Leave it
          </Button>
          <Button variant="primary" type="submit" form={form} isPending={isPending}>
            Change place
          </Button>
        </>
      }
    >
      {known.isPending ? (
        <SkeletonLines count={2} label="Reading the place" />
      ) : (
        <Form id={form} onSubmit={save} failure={failure}>
          <WhereFields value={value} onChange={setChosen} fieldErrors={{}} />
        </Form>
      )}
    </Dialog>
  )
}
