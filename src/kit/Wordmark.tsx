/** The product's name with its sign: a bubble that holds the hands of a clock. */
export function Wordmark() {
  return (
    <span className="inline-flex items-center gap-2 font-semibold">
      <svg viewBox="0 0 32 32" aria-hidden="true" className="size-6">
        <path
          className="fill-accent"
          d="M6 4h20a4 4 0 0 1 4 4v13a4 4 0 0 1-4 4H14l-6.4 4.6A1 1 0 0 1 6 28.8V25a4 4 0 0 1-4-4V8a4 4 0 0 1 4-4Z"
        />
        <path
          className="stroke-accent-text"
          fill="none"
          strokeWidth="2.6"
          strokeLinecap="round"
          strokeLinejoin="round"
          d="M16 9v6l4 2.6"
        />
      </svg>
      Parley
    </span>
  )
}
