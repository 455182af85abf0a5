import { DateInput, DateSegment } from 'react-aria-components'

/** The parts of a date or time, each typed or stepped with the arrow keys. */
export function DateSegments({ className }: { className: string }) {
  return (
    <DateInput className={className}>
      {(segment) => (
        <DateSegment
          segment={segment}
          className={
            'tabular rounded-small px-0.5 text-end outline-none data-placeholder:text-muted data-[type=literal]:px-0 ' +
            'data-[type=literal]:text-muted data-focused:bg-accent data-focused:text-accent-text'
          }
        />
      )}
    </DateInput>
  )
}
