import { classes } from './classes.ts'

/** Holds the place of what is coming, in its size; becomes visible after 150 ms. Silent: say the waiting once, elsewhere. */
export function Skeleton({ className }: { className: string }) {
  return <div aria-hidden="true" className={classes('shows-late rounded-small bg-line', className)} />
}
