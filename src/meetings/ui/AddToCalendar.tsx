import { CalendarPlus } from 'lucide-react'

import { Button } from '#kit/Button.tsx'
import { Menu } from '#kit/Menu.tsx'

import type { Meeting } from '../contract/meeting.ts'

type AddToCalendarProps = {
  /** Null for who is not asked to come: then there is nothing to add. */
  links: Meeting['addToCalendar']
  variant?: 'plain' | 'quiet'
  size?: 'regular' | 'small'
  className?: string
}

/** Puts the meeting into a calendar of one's own; every way carries the join link. */
export function AddToCalendar({ links, variant = 'plain', size = 'regular', className }: AddToCalendarProps) {
  if (!links) return null
  const open = (address: string) => window.open(address, '_blank', 'noopener,noreferrer')
  return (
    <Menu
      label="Add to calendar"
      placement="bottom start"
      trigger={
        <Button variant={variant} size={size} icon={CalendarPlus} {...(className && { className })}>
          Add to calendar
        </Button>
      }
      items={[
        {
          id: 'file',
          label: 'iCalendar file',
          detail: 'Apple Calendar and most others',
          onAction: () => download(links.file),
        },
        { id: 'google', label: 'Google Calendar', onAction: () => open(links.google) },
        { id: 'outlook', label: 'Outlook.com', onAction: () => open(links.outlook) },
        { id: 'office365', label: 'Office 365', onAction: () => open(links.office365) },
        { id: 'yahoo', label: 'Yahoo', onAction: () => open(links.yahoo) },
      ]}
    />
  )
}

// The server names the file; a link that is pressed keeps the page where it is.
function download(address: string): void {
  const link = document.createElement('a')
  link.href = address
  link.download = ''
  link.click()
}
