import { Link, type LinkProps } from 'react-aria-components'

import { buttonLook, type LookProps } from './button-look.ts'
import { classes } from './classes.ts'

type LinkButtonProps = Omit<LinkProps, 'children' | 'className' | 'style' | 'href'> &
  LookProps & { href: string }

/** A link that looks like a button, for going somewhere that is the next step. */
export function LinkButton(props: LinkButtonProps) {
  const {
    children,
    variant = 'plain',
    size = 'regular',
    icon: Icon,
    isWide = false,
    className,
    ...rest
  } = props
  return (
    <Link {...rest} className={classes(buttonLook(variant, size, isWide), className)}>
      {Icon && <Icon aria-hidden="true" className="size-4 shrink-0" />}
      <span className="truncate">{children}</span>
    </Link>
  )
}
