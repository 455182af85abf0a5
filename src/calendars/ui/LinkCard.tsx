import { useState } from 'react'

import { call } from '#kit/api.ts'
import { Banner } from '#kit/Banner.tsx'
import { Button } from '#kit/Button.tsx'
import { Card } from '#kit/Card.tsx'
import { Checkbox } from '#kit/Checkbox.tsx'
import { Chip } from '#kit/Chip.tsx'
import { usePreferences } from '#kit/preferences.tsx'
import { useNow } from '#kit/use-now.ts'
import { sayRelativeDay, sayTime } from '#time/display.ts'
import { instantOf } from '#time/instant.ts'

import { readLinkAgain, saveRules, type ShownLink } from '../contract/link.ts'
import { DisconnectDialog } from './DisconnectDialog.tsx'
import { LinkCalendars } from './LinkCalendars.tsx'
import { accountNames, stateWords } from './link-words.ts'
import { RelinkButton } from './RelinkButton.tsx'
import { RelinkWindowNote } from './RelinkWindowNote.tsx'
import { useCalendarChange } from './use-calendar-change.ts'

/** One linked account: how it is, the one button that mends it, its calendars and its rules. */
export function LinkCard({ link }: { link: ShownLink }) {
  const { provider, shownAs, state, trouble, relinkWindow } = link
  const { word, tone } = stateWords[state]
  return (
    <Card as="article" label={`${accountNames[provider]}, ${shownAs}`} className="flex flex-col gap-4">
      <header className="flex items-start justify-between gap-3">
        <div className="min-w-0">
          <h2 className="font-semibold">{accountNames[provider]}</h2>
          <p className="break-words text-muted">{shownAs}</p>
        </div>
        <Chip tone={tone}>{word}</Chip>
      </header>
      {trouble && (
        <Banner
          tone={state === 'suspended' ? 'time' : 'bad'}
          action={trouble.mend === 'relink' && <RelinkButton link={link} size="small" />}
        >
          {trouble.sentence}
        </Banner>
      )}
      {relinkWindow && state !== 'suspended' && (
        <Banner tone="time" action={trouble?.mend !== 'relink' && <RelinkButton link={link} size="small" />}>
          <RelinkWindowNote window={relinkWindow} />
        </Banner>
      )}
      <Health link={link} />
      <LinkCalendars link={link} />
      <Rules link={link} />
      <Actions link={link} />
    </Card>
  )
}

function Health({ link }: { link: ShownLink }) {
  const { provider, lastReadAt, lastWriteAt, waiting, linkedAt } = link
  const preferences = usePreferences()
  const now = useNow()
  const say = (iso: string | null, never: string) => {
    if (iso === null) return never
    const at = instantOf(iso)
    const day = sayRelativeDay(at, now, preferences)
    return `${day.charAt(0).toLocaleUpperCase(preferences.locale)}${day.slice(1)}, ${sayTime(at, preferences)}`
  }
  return (
    <dl className="grid grid-cols-2 gap-x-4 gap-y-2 text-sm wide:grid-cols-4">
      <Fact name="Last read" value={say(lastReadAt, 'Not yet')} />
      {/* A feed can only be read. */}
      {provider !== 'feed' && (
        <>
          <Fact name="Last written" value={say(lastWriteAt, 'Nothing yet')} />
          <Fact
            name="Waiting"
            value={waiting === 0 ? 'Nothing' : waiting === 1 ? '1 meeting' : `${waiting} meetings`}
          />
        </>
      )}
      <Fact name="Linked" value={say(linkedAt, '')} />
    </dl>
  )
}

function Fact({ name, value }: { name: string; value: string }) {
  return (
    <div>
      <dt className="text-muted">{name}</dt>
      <dd className="tabular">{value}</dd>
    </div>
  )
}

function Rules({ link: { id, rules } }: { link: ShownLink }) {
  const { change, isPending, sentence } = useCalendarChange()
  const save = (changed: Partial<ShownLink['rules']>) =>
    change(() => call(saveRules, { params: { linkId: id }, body: { ...rules, ...changed } }))
  return (
    <fieldset className="flex flex-col gap-1 border-t border-line pt-3" disabled={isPending}>
      <legend className="sr-only">What of the doubtful counts as busy</legend>
      <p aria-hidden="true" className="mb-1 text-sm text-muted">
        Also counts as busy
      </p>
      <Checkbox isSelected={rules.tentative} onChange={(tentative) => save({ tentative })}>
        Tentative events
      </Checkbox>
      <Checkbox isSelected={rules.unanswered} onChange={(unanswered) => save({ unanswered })}>
        Invitations I have not answered
      </Checkbox>
      <Checkbox isSelected={rules.allDay} onChange={(allDay) => save({ allDay })}>
        All-day events
      </Checkbox>
      {sentence && (
        <p role="alert" className="text-sm text-bad">
          {sentence}
        </p>
      )}
    </fieldset>
  )
}

function Actions({ link }: { link: ShownLink }) {
  const { change, isPending, sentence } = useCalendarChange()
  const [isEnding, setEnding] = useState(false)
  return (
    <footer className="flex flex-wrap items-center gap-2 border-t border-line pt-3">
      {link.state === 'linked' && (
        <Button
          size="small"
          isPending={isPending}
          onPress={() => change(() => call(readLinkAgain, { params: { linkId: link.id } }))}
        >
          Read now
        </Button>
      )}
      <Button size="small" variant="quiet" onPress={() => setEnding(true)}>
        Disconnect
      </Button>
      {sentence && (
        <p role="alert" className="text-sm text-bad">
          {sentence}
        </p>
      )}
      <DisconnectDialog link={link} isOpen={isEnding} onOpenChange={setEnding} />
    </footer>
  )
}
