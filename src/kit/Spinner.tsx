import { LoaderCircle } from 'lucide-react'

type SpinnerProps = {
  /** What is being waited for, for those who do not see it turn. Leave it out where the text beside it says so. */
  label?: string
  size?: 'small' | 'regular'
}

/** Something is under way. Prefer a Skeleton where the shape of what comes is known. */
export function Spinner({ label, size = 'regular' }: SpinnerProps) {
  return (
    <span role={label ? 'status' : undefined} className="inline-flex">
      <LoaderCircle aria-hidden="true" className={size === 'small' ? 'spins size-4' : 'spins size-5'} />
      {label && <span className="sr-only">{label}</span>}
    </span>
  )
}
