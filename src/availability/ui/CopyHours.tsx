import { Copy } from 'lucide-react'
import { useState } from 'react'

import { announce } from '#kit/announce.ts'
import { Button } from '#kit/Button.tsx'
import { CheckboxGroup } from '#kit/CheckboxGroup.tsx'
import { IconButton } from '#kit/IconButton.tsx'
import { Popover } from '#kit/Popover.tsx'
import { usePreferences } from '#kit/preferences.tsx'
import { useNarrow } from '#kit/use-media.ts'

import { daysText, weekdaysFrom, weekdayText } from '../hours-summary.ts'
import type { Weekday } from '../schedule.ts'

type CopyHoursProps = { from: Weekday; onCopy: (to: Weekday[]) => void }

const workdays: readonly Weekday[] = ['1', '2', '3', '4', '5']

/** Copies one day's hours to others, from behind a copy icon. */
export function CopyHours({ from, onCopy }: CopyHoursProps) {
  const label = `Copy ${weekdayText(from)}’s times to other days`
  return (
    <Popover label={label} placement="bottom end" trigger={<IconButton label={label} icon={Copy} />}>
      {({ close }) => (
        <ChooseDays
          from={from}
          onApply={(to) => {
            onCopy(to)
            close()
          }}
        />
      )}
    </Popover>
  )
}

function ChooseDays({ from, onApply }: { from: Weekday; onApply: (to: Weekday[]) => void }) {
  const { weekStart } = usePreferences()
  const isNarrow = useNarrow()
  const [chosen, setChosen] = useState<readonly string[]>([])
  const week = weekdaysFrom(weekStart)
  const others = week.filter((day) => day !== from)
  const to = others.filter((day) => chosen.includes(day))
  const apply = () => {
    onApply(to)
    announce(`${weekdayText(from)}’s times copied to ${daysText(to, week)}.`)
  }
  return (
    <div className="flex w-56 flex-col gap-3">
      <CheckboxGroup
        label={`Copy ${weekdayText(from)}’s times to`}
        options={others.map((day) => ({
          value: day,
          label: isNarrow ? daysText([day], week) : weekdayText(day),
        }))}
        orientation={isNarrow ? 'horizontal' : 'vertical'}
        value={[...chosen]}
        onChange={setChosen}
      />
      <div className="flex gap-2">
        <Button
          size="small"
          variant="quiet"
          onPress={() => setChosen(others.filter((day) => workdays.includes(day)))}
        >
          Weekdays
        </Button>
        <Button size="small" variant="quiet" onPress={() => setChosen(others)}>
          All days
        </Button>
      </div>
      <Button variant="primary" isWide isDisabled={to.length === 0} onPress={apply}>
        Apply
      </Button>
    </div>
  )
}
