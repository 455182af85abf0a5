const frame =
  'rounded-card border border-line-strong bg-surface-raised text-text transition-colors field-text ' +
  'data-invalid:border-bad data-disabled:cursor-not-allowed data-disabled:opacity-55'

/** How what one types into looks. */
export const inputLook = `control w-full min-w-0 px-3 ${frame} data-hovered:border-muted`

/** How several things that make one field look, such as the parts of a date. The ring is around the whole. */
export const groupLook =
  `control flex w-full min-w-0 items-center ${frame} data-hovered:border-muted ` +
  'focus-within:outline-2 focus-within:outline-offset-2 focus-within:outline-focus'

/** How a list of things to choose from looks while it floats. */
export const listLook = 'max-h-80 overflow-auto overscroll-contain p-1 outline-none'

/** How one thing to choose looks in such a list. */
export const itemLook =
  'control-small flex items-center gap-3 rounded-small px-2.5 py-1.5 outline-none select-none ' +
  'data-focused:bg-hover data-hovered:bg-hover data-disabled:opacity-45'
