import { Select } from '#kit/Select.tsx'
import { TextArea } from '#kit/TextArea.tsx'

import { type AnnouncementIcon, longestMessage } from '../announcement.ts'
import type { AnnouncementFile } from '../contract.ts'
import { LimitField } from './LimitField.tsx'

type Notice = AnnouncementFile['global']

const iconOptions: readonly { value: AnnouncementIcon; label: string }[] = [
  { value: 'info', label: 'Information' },
  { value: 'warning', label: 'Warning' },
  { value: 'calendar', label: 'Calendar' },
  { value: 'wrench', label: 'Maintenance' },
  { value: 'party', label: 'Celebration' },
]

type NoticeFieldsProps = {
  /** Where it stands in the file; refusals name it. */
  path: string
  notice: Notice
  onChange: (changed: Partial<Notice>) => void
}

/** What an announcement says, with which icon, from when until when. */
export function NoticeFields({ path, notice, onChange }: NoticeFieldsProps) {
  return (
    <div className="flex flex-col gap-4">
      <TextArea
        label="Message"
        name={`${path}.message`}
        rows={2}
        maxLength={longestMessage}
        value={notice.message}
        onChange={(message) => onChange({ message })}
      />
      <Select
        label="Icon"
        name={`${path}.icon`}
        options={iconOptions}
        value={notice.icon}
        onChange={(icon) => onChange({ icon })}
      />
      <LimitField
        label="From"
        name={`${path}.start`}
        value={notice.start}
        onChange={(start) => onChange({ start })}
      />
      <LimitField
        label="Until"
        name={`${path}.end`}
        value={notice.end}
        onChange={(end) => onChange({ end })}
      />
    </div>
  )
}
