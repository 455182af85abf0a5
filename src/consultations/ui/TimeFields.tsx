import { useQuery } from '@tanstack/react-query'

import { listSchedules } from '#availability/contract.ts'
import { durationText } from '#availability/duration-text.ts'
import { call } from '#kit/api.ts'
import { Select } from '#kit/Select.tsx'

import type { Draft } from './offering-draft.ts'

type Times = Pick<Draft, 'scheduleId' | 'minimumNoticeMinutes' | 'answerWithinMinutes'>

const hour = 60
const day = 24 * hour
const notices = [0, hour, 2 * hour, 4 * hour, 12 * hour, day, 2 * day, 3 * day, 7 * day, 14 * day]
const answers = [hour, 4 * hour, 12 * hour, day, 2 * day, 3 * day, 7 * day]
const asUsual = 'usual'

/** In which hours, how long before, and whether it waits for the offerer's yes. */
export function TimeFields({
  value,
  onChange,
}: {
  value: Times
  onChange: (changed: Partial<Times>) => void
}) {
  const { data } = useQuery({
    queryKey: ['schedule', 'named'],
    queryFn: ({ signal }) => call(listSchedules, { signal }),
  })
  const { scheduleId, minimumNoticeMinutes, answerWithinMinutes } = value
  const schedules = data?.schedules ?? []
  return (
    <>
      <div className="grid grid-cols-2 gap-4 narrow:grid-cols-1">
        <Select
          label="In the hours of"
          name="scheduleId"
          options={[
            { value: asUsual, label: 'Your usual schedule' },
            ...schedules.filter((one) => !one.isDefault).map((one) => ({ value: one.id, label: one.name })),
          ]}
          value={scheduleId ?? asUsual}
          onChange={(id) => onChange({ scheduleId: id === asUsual ? null : id })}
        />
        <Select
          label="Minimum notice"
          name="minimumNoticeMinutes"
          options={[
            { value: asUsual, label: 'As in the schedule' },
            ...optionsOf(notices, minimumNoticeMinutes),
          ]}
          value={minimumNoticeMinutes === null ? asUsual : `${minimumNoticeMinutes}`}
          onChange={(minutes) =>
            onChange({ minimumNoticeMinutes: minutes === asUsual ? null : Number(minutes) })
          }
        />
      </div>
      <Select
        label="When somebody chooses a time"
        name="answerWithinMinutes"
        description="A time that waits for your yes is held for them, and free again when you do not answer."
        options={[
          { value: asUsual, label: 'Book it at once' },
          ...optionsOf(answers, answerWithinMinutes).map((one) => ({
            ...one,
            label: `Ask me first, I answer within ${one.label}`,
          })),
        ]}
        value={answerWithinMinutes === null ? asUsual : `${answerWithinMinutes}`}
        onChange={(minutes) =>
          onChange({ answerWithinMinutes: minutes === asUsual ? null : Number(minutes) })
        }
      />
    </>
  )
}

// What is set stands among the usual choices, also when it was set elsewhere.
function optionsOf(usual: readonly number[], set: number | null): { value: string; label: string }[] {
  return [...new Set([...usual, ...(set === null ? [] : [set])])]
    .toSorted((one, other) => one - other)
    .map((minutes) => ({ value: `${minutes}`, label: durationText(minutes) }))
}
