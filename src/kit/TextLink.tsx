import type { ReactNode } from 'react'
import { Link, type LinkProps } from 'react-aria-components'

import { classes } from './classes.ts'

type TextLinkProps = Omit<LinkProps, 'children' | 'className' | 'style' | 'href'> & {
  href: string
  children: ReactNode
  className?: string
}

/** A link inside running text. */
export function TextLink({ className, ...rest }: TextLinkProps) {
  return (
    <Link
      {...rest}
      className={classes(
        'rounded-small text-accent underline decoration-accent/35 underline-offset-3 transition-colors',
        'data-hovered:decoration-accent',
        className,
      )}
    />
  )
}
