import { Ellipsis, type LucideIcon } from 'lucide-react'
import type { ReactElement } from 'react'
import {
  Menu as AriaMenu,
  MenuItem,
  MenuTrigger,
  Popover,
  type PopoverProps as AriaPopoverProps,
  Separator,
  Text,
} from 'react-aria-components'

import { classes } from './classes.ts'
import { itemLook, listLook } from './field-look.ts'
import { floatLook } from './float-look.ts'
import { IconButton } from './IconButton.tsx'

type MenuItemEntry = {
  id: string
  /** What it does, as a verb. */
  label: string
  detail?: string
  icon?: LucideIcon
  isDanger?: boolean
  isDisabled?: boolean
} & ({ onAction: () => void; href?: undefined } | { href: string; onAction?: undefined })

export type MenuEntry = MenuItemEntry | { id: string; separator: true }

type MenuProps = {
  /** What one can do things with here; also the label of the button when none is given. */
  label: string
  /** A Button or IconButton; three dots without one. */
  trigger?: ReactElement
  items: readonly MenuEntry[]
  placement?: AriaPopoverProps['placement']
}

/** Things one can do, behind a button. */
export function Menu({ label, trigger, items, placement = 'bottom end' }: MenuProps) {
  return (
    <MenuTrigger>
      {trigger ?? <IconButton label={label} icon={Ellipsis} />}
      <Popover placement={placement} offset={6} className={classes(floatLook, 'min-w-52')}>
        <AriaMenu aria-label={label} className={listLook}>
          {items.map((entry) =>
            'separator' in entry ? (
              <Separator key={entry.id} className="mx-2 my-1 border-t border-line" />
            ) : (
              <Entry key={entry.id} {...entry} />
            ),
          )}
        </AriaMenu>
      </Popover>
    </MenuTrigger>
  )
}

function Entry({ icon: Icon, label, detail, isDanger = false, ...rest }: MenuItemEntry) {
  return (
    <MenuItem {...rest} textValue={label} className={classes(itemLook, isDanger && 'text-bad')}>
      {Icon && <Icon aria-hidden="true" className="size-4 shrink-0" strokeWidth={1.75} />}
      <span className="min-w-0 flex-1">
        <Text slot="label" className="block">
          {label}
        </Text>
        {detail && (
          <Text slot="description" className="block text-sm text-muted">
            {detail}
          </Text>
        )}
      </span>
    </MenuItem>
  )
}
