/** The reasons that stand in a meeting's history where somebody changed it in a calendar and not in the room. */
export const outsideReasons = {
  moved: 'Moved in their calendar.',
  removed: 'Removed in their calendar.',
  declined: 'Declined in their calendar.',
} as const

/** Whether a reason is one of these, and nothing that a person wrote. */
export function isOutsideReason(reason: string): boolean {
  return Object.values<string>(outsideReasons).includes(reason)
}
