import type { ReactNode } from 'react'

import { Banner } from '#kit/Banner.tsx'
import { Button } from '#kit/Button.tsx'
import { usePreferences } from '#kit/preferences.tsx'
import { TextArea } from '#kit/TextArea.tsx'
import { useNarrow } from '#kit/use-media.ts'

import type { Invite } from '../contract/invite.ts'
import { mostCounterTimes } from '../counter-offer.ts'
import { ChosenTimes } from './ChosenTimes.tsx'
import type { OtherSide } from './other-side.ts'
import { OwnTimeList } from './OwnTimeList.tsx'
import { PickerFoot } from './PickerFoot.tsx'
import { TimesPicker } from './TimesPicker.tsx'
import type { OtherTimes } from './use-other-times.ts'
import { useOwnTimes } from './use-own-times.ts'
import { usePickedMonth } from './use-picked-month.ts'

type OfferingTimesProps = {
  invite: Invite
  draft: OtherTimes
  day: string | null
  onDay: (day: string | null) => void
  onBack: () => void
  onDone: () => void
  other: OtherSide
  /** Zone and clock. */
  children: ReactNode
}

/** Answer an invite with up to five times of one's own. */
export function OfferingTimes(props: OfferingTimesProps) {
  const { invite, draft, day, onDay, onBack, onDone, other, children } = props
  const { timeZone } = usePreferences()
  const isNarrow = useNarrow()
  const picked = usePickedMonth(day, onDay, timeZone)
  const times = useOwnTimes(invite, picked.month, timeZone)
  const isFull = draft.chosen.length >= mostCounterTimes
  const send = () => void draft.send().then((isSent) => isSent && onDone())
  const chosen = (
    <ChosenTimes
      label="Chosen times"
      starts={draft.chosen}
      onRemove={(start) => draft.toggle(start, false)}
    />
  )
  return (
    <div className="flex flex-col gap-6">
      <p className="text-muted">
        Choose up to five times that suit you. {invite.organizer.name} books one of them with one press.
      </p>
      <TimesPicker
        times={times}
        {...picked}
        other={other}
        timeZone={timeZone}
        emptyText=""
        list={
          <OwnTimeList
            day={day ?? ''}
            times={times}
            durationMinutes={invite.durationMinutes}
            chosen={draft.chosen}
            isFull={isFull}
            onToggle={draft.toggle}
            other={other}
            timeZone={timeZone}
          />
        }
      />
      {isNarrow && chosen}
      <TextArea
        label="Note (optional)"
        rows={2}
        maxLength={500}
        value={draft.note}
        onChange={draft.setNote}
      />
      <div className="border-t pt-4">{children}</div>
      {draft.failure && <Banner tone="bad">{draft.failure}</Banner>}
      <PickerFoot said={sayChosen(draft.chosen.length)} chosen={!isNarrow && chosen} onBack={onBack}>
        <Button
          variant="primary"
          isPending={draft.isPending}
          isDisabled={draft.chosen.length === 0}
          onPress={send}
        >
          Offer these times
        </Button>
      </PickerFoot>
    </div>
  )
}

function sayChosen(count: number): string {
  if (count === 0) return 'No time chosen yet'
  if (count >= mostCounterTimes) return 'Five chosen, which is the most'
  return count === 1 ? 'One time chosen' : `${count} times chosen`
}
