import { Button as AriaButton, type ButtonProps as AriaButtonProps } from 'react-aria-components'

import { buttonLook, type LookProps } from './button-look.ts'
import { classes } from './classes.ts'
import { Spinner } from './Spinner.tsx'

type ButtonProps = Omit<AriaButtonProps, 'children' | 'className' | 'style'> & LookProps

/** Does something. One `primary` per screen; `isPending` keeps its width and its focus while the answer is awaited. */
export function Button(props: ButtonProps) {
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
    <AriaButton {...rest} className={classes(buttonLook(variant, size, isWide), className)}>
      {({ isPending }) => (
        <>
          {isPending && (
            <span className="absolute inset-0 grid place-items-center">
              <Spinner size="small" />
            </span>
          )}
          {Icon && (
            <Icon aria-hidden="true" className={classes('size-4 shrink-0', isPending && 'opacity-0')} />
          )}
          <span className={classes('truncate', isPending && 'opacity-0')}>{children}</span>
        </>
      )}
    </AriaButton>
  )
}
