import { useQueryClient } from '@tanstack/react-query'
import { type ReactNode, useState } from 'react'

import { useMe } from '#accounts/ui/use-me.ts'
import { horizonOf, refuseHours } from '#availability/schedule.ts'
import { useSchedule } from '#availability/ui/use-schedule.ts'
import { ConnectCalendar } from '#calendars/ui/ConnectCalendar.tsx'
import type { LinkingOutcome } from '#calendars/ui/linking-outcome.ts'
import { calendarsKey } from '#calendars/ui/use-calendars.ts'
import { announce } from '#kit/announce.ts'
import { call } from '#kit/api.ts'
import { Banner } from '#kit/Banner.tsx'
import { Button } from '#kit/Button.tsx'
import { FailedState } from '#kit/FailedState.tsx'
import { type Failure, failureOf } from '#kit/form-failure.ts'
import { RadioCards } from '#kit/RadioCards.tsx'
import { SkeletonLines } from '#kit/SkeletonLines.tsx'
import { StepDialog } from '#kit/StepDialog.tsx'
import { TextArea } from '#kit/TextArea.tsx'
import { useNow } from '#kit/use-now.ts'
import type { Member } from '#rooms/contract/room.ts'
import { dateAt } from '#time/zone.ts'

import { changeInvite, type Invite, sendInvite } from '../contract/invite.ts'
import { durations, faultOfDates } from '../invite.ts'
import { agreementOf, draftOfAgreement } from './agreement-draft.ts'
import { OfferedHours } from './OfferedHours.tsx'
import { WhereFields } from './WhereFields.tsx'
import { connectStep, durationStep, hoursStep, useFlowSteps } from './use-flow-steps.ts'
import { here, isOfferField, type OfferDraft, useOfferDraft } from './use-offer-draft.ts'
import { Deadline, WhoDecides } from './WhoDecides.tsx'

type InviteFlowProps = {
  roomId: string
  /** Who is in the room; in one of three or more, named members can be asked to agree. */
  members?: readonly Member[]
  /** An open invite whose offer is changed; without one, a new invite is sent. */
  changing?: Invite
  isOpen: boolean
  onOpenChange: (isOpen: boolean) => void
  /** What came of linking an account, for who comes back from it. */
  outcome?: LinkingOutcome | undefined
}

/** Offer times to the room, step by step at one place. Going back, closing and failing lose nothing. */
export function InviteFlow(props: InviteFlowProps) {
  const { roomId, members = [], changing, isOpen, onOpenChange, outcome } = props
  const queries = useQueryClient()
  const { steps, current, step, isSettled, links, goOn, goBack, goTo, restart } = useFlowSteps({
    isChanging: changing !== undefined,
    isOpen,
  })
  const flow = useSending(props, () => {
    restart()
    onOpenChange(false)
  })
  const send = () =>
    void flow.send().then((failure) => {
      if (failure && Object.keys(failure.fields ?? {}).some(isOfferField)) goTo(hoursStep)
    })
  const takeLinked = () => {
    void queries.invalidateQueries({ queryKey: calendarsKey })
    announce('Your calendar is linked')
    goOn()
  }
  return (
    <StepDialog
      title={changing ? 'Change what you offer' : 'Invite to a meeting'}
      steps={steps}
      current={current}
      onBack={current > 0 ? goBack : undefined}
      isOpen={isOpen}
      onOpenChange={onOpenChange}
      width="regular"
      actions={
        <>
          {step === hoursStep && (
            <Button
              variant="primary"
              isDisabled={
                !flow.draft || refuseHours(flow.draft).length > 0 || faultOfDates(flow.draft) !== undefined
              }
              onPress={goOn}
            >
              Next
            </Button>
          )}
          {step === durationStep && (
            <Button variant="primary" isPending={flow.isPending} isDisabled={!flow.draft} onPress={send}>
              {changing ? 'Save' : 'Send'}
            </Button>
          )}
          {step === connectStep && (
            <Button isDisabled={!isSettled} onPress={goOn}>
              Skip
            </Button>
          )}
        </>
      }
    >
      {step === connectStep && !isSettled && <SkeletonLines count={8} label="Reading your calendars" />}
      {step === connectStep && isSettled && (
        <ConnectCalendar
          links={links}
          outcome={outcome}
          returnTo={`/rooms/${roomId}?flow=invite`}
          onLinked={takeLinked}
        />
      )}
      {step !== connectStep && flow.loadFailed && (
        <FailedState title="Your schedule could not be read" onRetry={flow.reload} />
      )}
      {step !== connectStep && !flow.draft && !flow.loadFailed && (
        <SkeletonLines count={8} label="Reading your schedule" />
      )}
      {flow.draft && step === hoursStep && (
        <OfferedHours draft={flow.draft} onChange={flow.change} failure={flow.failure} />
      )}
      {flow.draft && step === durationStep && (
        <DurationAndNote draft={flow.draft} onChange={flow.change} failure={flow.failure}>
          {changing?.agreement && flow.draft.agreement && (
            <Deadline
              agreement={flow.draft.agreement}
              timeZone={flow.draft.timeZone}
              untilDate={flow.draft.untilDate}
              onChange={(agreement) => flow.draft && flow.change({ ...flow.draft, agreement })}
              errorMessage={flow.failure?.fields?.['agreement.answerBy']}
            />
          )}
          {!changing && members.length > 2 && (
            <WhoDecides
              draft={flow.draft}
              members={members}
              onChange={flow.change}
              fieldErrors={flow.failure?.fields ?? {}}
            />
          )}
        </DurationAndNote>
      )}
    </StepDialog>
  )
}

type PartProps = { draft: OfferDraft; onChange: (draft: OfferDraft) => void; failure: Failure | null }

const durationOptions = durations.map((minutes) => ({ value: String(minutes), title: `${minutes} min` }))

function DurationAndNote({ draft, onChange, failure, children }: PartProps & { children: ReactNode }) {
  return (
    <div className="flex flex-col gap-6">
      {failure && <Banner tone="bad">{failure.message}</Banner>}
      <RadioCards
        label="How long it takes"
        options={durationOptions}
        columns={4}
        value={String(draft.durationMinutes)}
        onChange={(value) => {
          const durationMinutes = durations.find((minutes) => String(minutes) === value)
          if (durationMinutes) onChange({ ...draft, durationMinutes })
        }}
      />
      {children}
      <WhereFields
        value={draft}
        onChange={(place) => onChange({ ...draft, ...place })}
        fieldErrors={failure?.fields ?? {}}
      />
      <TextArea
        label="Note (optional)"
        description="What it is about. Everybody in the room reads it."
        name="note"
        maxLength={1000}
        value={draft.note}
        onChange={(note) => onChange({ ...draft, note })}
        {...(failure?.fields?.note && { errorMessage: failure.fields.note })}
      />
    </div>
  )
}

function useSending({ roomId, changing }: InviteFlowProps, onDone: () => void) {
  const queries = useQueryClient()
  const now = useNow()
  const schedule = useSchedule()
  const { me } = useMe()
  const { draft, requestId, change, forget } = useOfferDraft(
    `${me?.id ?? ''}.${changing?.id ?? roomId}`,
    firstDraft(),
  )
  const [isPending, setPending] = useState(false)
  const [failure, setFailure] = useState<Failure | null>(null)

  // The person's own schedule comes first; once something is changed here, the draft is theirs.
  function firstDraft(): OfferDraft | null {
    if (changing) {
      const { offer, agreement } = changing
      return offer && { ...offer, agreement: agreement && draftOfAgreement(offer, agreement, now) }
    }
    if (!schedule.data) return null
    const mine = schedule.data.schedule
    const { timeZone, weekly, overrides } = mine
    const dates = horizonOf(dateAt(timeZone, now), mine)
    return { timeZone, weekly, overrides, ...dates, durationMinutes: 30, note: '', ...here }
  }

  async function send(): Promise<Failure | null> {
    if (!draft || isPending) return null
    setPending(true)
    setFailure(null)
    try {
      const { agreement, ...offer } = draft
      const asked = agreement ? agreementOf(agreement, offer.timeZone) : undefined
      await (changing
        ? call(changeInvite, {
            params: { inviteId: changing.id },
            body: { ...offer, answerBy: asked?.answerBy },
          })
        : call(sendInvite, { params: { roomId }, body: { ...offer, requestId, agreement: asked } }))
      if (changing) void queries.invalidateQueries({ queryKey: ['invite', changing.id] })
      forget()
      announce(changing ? 'Your offer is changed' : 'Your invite is in the room')
      onDone()
      return null
    } catch (error) {
      const refused = failureOf(error)
      setFailure(refused)
      return refused
    } finally {
      setPending(false)
    }
  }

  return {
    draft,
    change(next: OfferDraft) {
      setFailure(null)
      change(next)
    },
    send,
    isPending,
    failure,
    loadFailed: schedule.isError && !draft,
    reload: () => void schedule.refetch(),
  }
}
