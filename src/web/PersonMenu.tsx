import { useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { CalendarClock, LogOut, Settings } from 'lucide-react'
import { Button as AriaButton } from 'react-aria-components'

import { signOut } from '#accounts/contract/sign-in.ts'
import { becomePerson, useMe } from '#accounts/ui/use-me.ts'
import { call } from '#kit/api.ts'
import { Avatar } from '#kit/Avatar.tsx'
import { Menu } from '#kit/Menu.tsx'
import { showToast } from '#kit/toast.ts'

/** Who one is signed in as, and the ways to one's settings and out. */
export function PersonMenu() {
  const { me } = useMe()
  const queries = useQueryClient()
  const navigate = useNavigate()
  if (!me) return null

  async function leave(): Promise<void> {
    try {
      await call(signOut)
      becomePerson(queries, null)
      await navigate({ to: '/sign-in' })
    } catch {
      showToast({ text: 'You are still signed in: Parley could not be reached. Try again.', tone: 'bad' })
    }
  }

  return (
    <div className="border-t border-line p-2">
      <Menu
        label="You"
        placement="top start"
        trigger={
          <AriaButton className="flex w-full items-center gap-2 rounded-card p-2 text-left hover:bg-hover">
            <Avatar name={me.name} seed={me.id} size="small" />
            <span className="min-w-0 flex-1 truncate font-semibold">{me.name}</span>
          </AriaButton>
        }
        items={[
          { id: 'settings', label: 'Settings', icon: Settings, href: '/settings/profile' },
          {
            id: 'availability',
            label: 'Your availability',
            icon: CalendarClock,
            href: '/settings/availability',
          },
          { separator: true, id: 'line' },
          { id: 'sign-out', label: 'Sign out', icon: LogOut, onAction: () => void leave() },
        ]}
      />
    </div>
  )
}
