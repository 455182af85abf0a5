import { useState } from 'react'

import { Button } from '#kit/Button.tsx'
import { Form } from '#kit/Form.tsx'
import { FormActions } from '#kit/FormActions.tsx'
import { usePreferences, weekStartOf } from '#kit/preferences.tsx'
import { RadioCards } from '#kit/RadioCards.tsx'
import { useNow } from '#kit/use-now.ts'
import { ZoneField } from '#kit/ZoneField.tsx'
import { hourCycleIn, sayDay, sayTime } from '#time/display.ts'

import type { Me } from '../contract/me.ts'
import { SettingsSection } from './SettingsSection.tsx'
import { useFailure } from './use-failure.ts'
import { useProfileChange } from './use-profile-change.ts'

type TimeChoices = Pick<Me, 'timeZone' | 'hourCycle' | 'weekStart'>

const clocks = ['usual', '12', '24'] as const
const weekStarts = ['region', '1', '7', '6'] as const

const weekdayNames: Record<number, string> = {
  1: 'Monday',
  2: 'Tuesday',
  3: 'Wednesday',
  4: 'Thursday',
  5: 'Friday',
  6: 'Saturday',
  7: 'Sunday',
}

/** /settings/time: in which zone and in which words times are written for this person. */
export function TimeSettings() {
  return <SettingsSection title="Time and clock">{(me) => <TimeForm me={me} />}</SettingsSection>
}

function TimeForm({ me }: { me: Me }) {
  const [choices, setChoices] = useState<TimeChoices>({
    timeZone: me.timeZone,
    hourCycle: me.hourCycle,
    weekStart: me.weekStart,
  })
  const { locale } = usePreferences()
  const usual = choices.timeZone === me.timeZone ? me.usualHourCycle : hourCycleIn(choices.timeZone)
  const save = useProfileChange()
  const failure = useFailure(save.error)
  const change = (changed: Partial<TimeChoices>) => setChoices((before) => ({ ...before, ...changed }))
  return (
    <Form className="flex flex-col gap-6" failure={failure} onSubmit={() => save.mutate(choices)}>
      <ZoneField
        label="Time zone"
        name="timeZone"
        value={choices.timeZone}
        onChange={(timeZone) => change({ timeZone })}
      />
      <RadioCards
        label="Clock"
        name="hourCycle"
        columns={3}
        options={clocks.map((clock) => ({ value: clock, ...clockWords(clock, usual) }))}
        value={choices.hourCycle === null ? 'usual' : `${choices.hourCycle}`}
        onChange={(clock) => change({ hourCycle: hourCycleFor(clock) })}
      />
      <RadioCards
        label="The week starts on"
        name="weekStart"
        columns={4}
        options={weekStarts.map((day) => ({ value: day, ...weekStartWords(day, locale) }))}
        value={weekStartChoice(choices.weekStart)}
        onChange={(day) => change({ weekStart: day === 'region' ? null : Number(day) })}
      />
      <Example choices={choices} usual={usual} locale={locale} />
      <FormActions>
        <Button type="submit" variant="primary" isPending={save.isPending} isDisabled={isSame(choices, me)}>
          Save
        </Button>
      </FormActions>
    </Form>
  )
}

function Example({ choices, usual, locale }: { choices: TimeChoices; usual: 12 | 24; locale: string }) {
  const now = useNow()
  const hourCycle = choices.hourCycle ?? usual
  const reader = { timeZone: choices.timeZone, locale, hourCycle }
  const weekday = weekdayNames[choices.weekStart ?? weekStartOf(locale)]
  return (
    <p className="rounded-card bg-surface-sunken px-4 py-3 text-muted">
      Now is{' '}
      <strong className="tabular font-semibold text-text">{`${sayDay(now, reader)}, ${sayTime(now, reader)}`}</strong>
      , and weeks start on {weekday}.
    </p>
  )
}

function clockWords(clock: (typeof clocks)[number], usual: 12 | 24): { title: string; detail: string } {
  if (clock === '12') return { title: '12 hours', detail: '3:00 PM' }
  if (clock === '24') return { title: '24 hours', detail: '15:00' }
  return { title: 'As usual', detail: `${usual} hours here` }
}

function hourCycleFor(clock: (typeof clocks)[number]): 12 | 24 | null {
  if (clock === 'usual') return null
  return clock === '12' ? 12 : 24
}

function weekStartWords(
  day: (typeof weekStarts)[number],
  locale: string,
): { title: string; detail?: string } {
  if (day === 'region') return { title: 'As usual', detail: `${weekdayNames[weekStartOf(locale)]} here` }
  return { title: weekdayNames[Number(day)] ?? day }
}

function weekStartChoice(weekStart: number | null): (typeof weekStarts)[number] | null {
  if (weekStart === null) return 'region'
  return weekStarts.find((day) => day === `${weekStart}`) ?? null
}

function isSame(choices: TimeChoices, me: Me): boolean {
  return (
    choices.timeZone === me.timeZone &&
    choices.hourCycle === me.hourCycle &&
    choices.weekStart === me.weekStart
  )
}
