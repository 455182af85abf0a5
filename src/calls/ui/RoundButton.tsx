import type { LucideIcon } from 'lucide-react'

import { classes } from '#kit/classes.ts'
import { IconButton } from '#kit/IconButton.tsx'

type RoundButtonProps = {
  label: string
  icon: LucideIcon
  /** `off`: others miss something of one; `on`: something is shown that mostly is not. */
  tone?: 'off' | 'on' | undefined
  onPress?: () => void
}

const tones = { off: 'text-bad', on: 'text-accent' }

/** One of the round buttons of a call. */
export function RoundButton({ tone, ...rest }: RoundButtonProps) {
  return <IconButton {...rest} variant="plain" className={classes('rounded-full', tone && tones[tone])} />
}
