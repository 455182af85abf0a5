import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'

import { SettingsSection } from '#accounts/ui/SettingsSection.tsx'
import { useFailure } from '#accounts/ui/use-failure.ts'
import { call } from '#kit/api.ts'
import { Button } from '#kit/Button.tsx'
import { CheckboxGroup } from '#kit/CheckboxGroup.tsx'
import { Chip } from '#kit/Chip.tsx'
import { ConfirmDialog } from '#kit/ConfirmDialog.tsx'
import { DatePicker } from '#kit/DatePicker.tsx'
import { FailedState } from '#kit/FailedState.tsx'
import { Form } from '#kit/Form.tsx'
import { FormActions } from '#kit/FormActions.tsx'
import { usePreferences } from '#kit/preferences.tsx'
import { SkeletonLines } from '#kit/SkeletonLines.tsx'
import { TextArea } from '#kit/TextArea.tsx'
import { showToast } from '#kit/toast.ts'
import { useNow } from '#kit/use-now.ts'
import { ZoneField } from '#kit/ZoneField.tsx'
import { sayDayLong } from '#time/display.ts'
import { zoneCity } from '#time/time-zones.ts'
import { addDays, type LocalDate } from '#time/wall-time.ts'
import { dateAt } from '#time/zone.ts'

import {
  dropRelinkWindow,
  listRelinkWindows,
  makeRelinkWindow,
  type ShownRelinkWindow,
} from '../contract/relink-window.ts'
import { type ProviderName, providerNames } from '../providers.ts'
import { accountNames } from './link-words.ts'
import { calendarsKey } from './use-calendars.ts'

const key = ['relink-windows']

/** /settings/relinking: when links of some kinds are to be made again. For operators. */
export function RelinkWindowSettings() {
  return (
    <SettingsSection title="Relink windows">
      {(me) =>
        me.isOperator ? (
          <Windows />
        ) : (
          <p className="text-muted">Only operators of this Parley ask for relinking.</p>
        )
      }
    </SettingsSection>
  )
}

function Windows() {
  const { data, error, isPending, refetch } = useQuery({
    queryKey: key,
    queryFn: ({ signal }) => call(listRelinkWindows, { signal }),
  })
  if (isPending) return <SkeletonLines count={8} label="Reading the relink windows" />
  if (error && !data) {
    return (
      <FailedState title="The relink windows could not be read" onRetry={() => void refetch()}>
        Nothing is lost. Check your connection, or try again in a moment.
      </FailedState>
    )
  }
  return (
    <div className="mb-16 flex flex-col gap-8">
      <p className="text-muted">
        Asks everybody whose link is older than the first day to make it again. From that day on they see a
        banner and get a mail; after the last day links that were not renewed are suspended until they are.
      </p>
      {data.windows.length > 0 && (
        <ul aria-label="Relink windows" className="divide-y divide-line rounded-card border border-line">
          {data.windows.map((window) => (
            <Kept key={window.id} window={window} />
          ))}
        </ul>
      )}
      <NewWindow />
    </div>
  )
}

const phases = {
  coming: { word: 'Coming', tone: 'neutral' },
  open: { word: 'Open', tone: 'time' },
  over: { word: 'Over', tone: 'neutral' },
} as const

function Kept({ window }: { window: ShownRelinkWindow }) {
  const preferences = usePreferences()
  const queries = useQueryClient()
  const now = useNow()
  const [isDropping, setDropping] = useState(false)
  const { word, tone } = phases[window.phase]
  const [from, until] = [window.from, window.until].map((date) => sayDayLong(date, preferences, { now }))
  async function drop(): Promise<void> {
    await call(dropRelinkWindow, { params: { windowId: window.id } })
    await Promise.all([key, calendarsKey].map((queryKey) => queries.invalidateQueries({ queryKey })))
  }
  return (
    <li className="flex flex-col gap-1 p-4">
      <div className="flex items-start justify-between gap-3">
        <p className="font-semibold">{window.providers.map((one) => accountNames[one]).join(', ')}</p>
        <Chip tone={tone}>{word}</Chip>
      </div>
      <p className="text-sm text-muted">
        {from} to {until}, both included, in {zoneCity(window.timeZone)}
      </p>
      <p className="break-words whitespace-pre-line">{window.text}</p>
      <Button size="small" variant="quiet" className="-ml-3 self-start" onPress={() => setDropping(true)}>
        Take back
      </Button>
      <ConfirmDialog
        title="Take this window back?"
        confirmLabel="Take back"
        isOpen={isDropping}
        onOpenChange={setDropping}
        onConfirm={drop}
      >
        Banners about it go, and links that were suspended by it work again.
      </ConfirmDialog>
    </li>
  )
}

type Draft = { providers: ProviderName[]; from: LocalDate; until: LocalDate; timeZone: string; text: string }

function NewWindow() {
  const { timeZone } = usePreferences()
  const today = dateAt(timeZone, useNow())
  const queries = useQueryClient()
  const empty: Draft = { providers: [], from: today, until: addDays(today, 14), timeZone, text: '' }
  const [draft, setDraft] = useState(empty)
  const make = useMutation({
    mutationFn: () => call(makeRelinkWindow, { body: draft }),
    onSuccess: async () => {
      setDraft(empty)
      await Promise.all([key, calendarsKey].map((queryKey) => queries.invalidateQueries({ queryKey })))
      showToast({ text: 'Announced. People are told from the first day on.', tone: 'good' })
    },
  })
  const failure = useFailure(make.error)
  const set = (changed: Partial<Draft>) => {
    // A group of boxes keeps its sentence, and the form with it, until the refusal is gone.
    make.reset()
    setDraft({ ...draft, ...changed })
  }
  return (
    <section aria-labelledby="new-window" className="border-t border-line pt-6">
      <h2 id="new-window" className="mb-4 font-semibold">
        Ask for relinking
      </h2>
      <Form failure={failure} onSubmit={() => make.mutate()}>
        <CheckboxGroup
          label="Kinds of calendars"
          name="providers"
          orientation="horizontal"
          options={providerNames.map((value) => ({ value, label: accountNames[value] }))}
          value={draft.providers}
          onChange={(chosen) => set({ providers: providerNames.filter((one) => chosen.includes(one)) })}
        />
        <div className="grid grid-cols-2 gap-4 narrow:grid-cols-1">
          <DatePicker
            label="First day"
            name="from"
            value={draft.from}
            onChange={(from) => from && set({ from })}
          />
          <DatePicker
            label="Last day"
            name="until"
            value={draft.until}
            onChange={(until) => until && set({ until })}
          />
        </div>
        <ZoneField
          name="timeZone"
          value={draft.timeZone}
          onChange={(zone) => set({ timeZone: zone })}
          description="Both days are meant there."
        />
        <TextArea
          label="What to tell people"
          name="text"
          rows={3}
          maxLength={1000}
          value={draft.text}
          onChange={(text) => set({ text })}
          description="Why, and what happens if they do not."
        />
        <FormActions>
          <Button type="submit" variant="primary" isPending={make.isPending}>
            Announce
          </Button>
        </FormActions>
      </Form>
    </section>
  )
}
