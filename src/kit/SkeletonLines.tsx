import { Skeleton } from './Skeleton.tsx'

const widths = ['w-11/12', 'w-3/4', 'w-5/6', 'w-2/3']

/** Holds the place of some lines of text, and says that they are coming. */
export function SkeletonLines({ count = 3, label = 'Loading' }: { count?: number; label?: string }) {
  return (
    <div role="status" className="flex flex-col gap-2.5 py-1">
      <span className="sr-only">{label}</span>
      {Array.from({ length: count }, (_, line) => (
        <Skeleton key={line} className={`h-3.5 ${widths[line % widths.length]}`} />
      ))}
    </div>
  )
}
