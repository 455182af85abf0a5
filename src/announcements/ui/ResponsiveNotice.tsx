import { Trash2 } from 'lucide-react'

import { CountryField } from '#accounts/ui/CountryField.tsx'
import { Button } from '#kit/Button.tsx'
import { Select } from '#kit/Select.tsx'

import type { AnnouncementFile } from '../contract.ts'
import { NoticeFields } from './NoticeFields.tsx'

type Notice = AnnouncementFile['responsive'][number]

const userTypeOptions: readonly { value: Notice['usertype']; label: string }[] = [
  { value: 'all', label: 'Everybody' },
  { value: 'offers-consultations', label: 'People who offer consultations' },
  { value: 'others', label: 'People who do not' },
]

type ResponsiveNoticeProps = {
  number: number
  path: string
  notice: Notice
  onChange: (changed: Partial<Notice>) => void
  onRemove: () => void
}

/** An announcement for a country, or for a type of people. */
export function ResponsiveNotice({ number, path, notice, onChange, onRemove }: ResponsiveNoticeProps) {
  return (
    <fieldset className="flex flex-col gap-4 rounded-card border border-line p-4">
      <legend className="px-1 text-muted">Announcement {number}</legend>
      <NoticeFields path={path} notice={notice} onChange={onChange} />
      <CountryField
        label="Country"
        name={`${path}.country`}
        noneLabel="All countries"
        value={notice.country === 'All' ? null : notice.country}
        onChange={(country) => onChange({ country: country ?? 'All' })}
      />
      <Select
        label="People"
        name={`${path}.usertype`}
        options={userTypeOptions}
        value={notice.usertype}
        onChange={(usertype) => onChange({ usertype })}
      />
      <Button icon={Trash2} variant="quiet" className="self-start" onPress={onRemove}>
        Remove announcement {number}
      </Button>
    </fieldset>
  )
}
