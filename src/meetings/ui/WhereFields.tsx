import { useCalendars } from '#calendars/ui/use-calendars.ts'
import { type Place, type PlaceKind, placeNames } from '#calls/place.ts'
import { Select } from '#kit/Select.tsx'
import { TextField } from '#kit/TextField.tsx'

type WhereFieldsProps = {
  value: Place
  onChange: (place: Place) => void
  fieldErrors: Record<string, string>
}

const details: Record<PlaceKind, string> = {
  parley: 'Here in the browser, with nothing to set up.',
  meet: 'Google makes the link when a time is booked. Join leads there.',
  teams: 'Microsoft makes the link when a time is booked. Join leads there.',
  link: 'Join leads there. Only who comes to the meeting sees the link.',
}

/** Where the meeting takes place: in Parley, unless its organizer would rather have it elsewhere. */
export function WhereFields({ value, onChange, fieldErrors }: WhereFieldsProps) {
  const { calendars } = useCalendars()
  const linked = calendars?.links.filter(({ state }) => state === 'linked') ?? []
  const receiving = linked.flatMap((link) => link.calendars).find(({ receives }) => receives)
  // What was chosen before stays to be seen, also when it is not to be had any more.
  const kinds = new Set<PlaceKind>(['parley', receiving?.conference ?? value.place, value.place, 'link'])
  const options = [...kinds].map((kind) => ({ value: kind, label: placeNames[kind] }))
  return (
    <div className="flex flex-col gap-4">
      <Select
        label="Where"
        name="place"
        options={options}
        value={value.place}
        onChange={(place) => onChange({ ...value, place })}
        description={details[value.place]}
        {...(fieldErrors.place && { errorMessage: fieldErrors.place })}
      />
      {value.place === 'link' && (
        <TextField
          label="Your link"
          name="placeUrl"
          type="url"
          placeholder="https://"
          maxLength={2000}
          value={value.placeUrl}
          onChange={(placeUrl) => onChange({ ...value, placeUrl })}
          {...(fieldErrors.placeUrl && { errorMessage: fieldErrors.placeUrl })}
        />
      )}
    </div>
  )
}
