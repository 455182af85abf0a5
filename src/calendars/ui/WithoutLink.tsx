/** What one goes without while no calendar is linked, in one calm line. `start` begins the sentence. */
export function WithoutLink({ start }: { start: string }) {
  return (
    <p className="text-muted">
      {start} three things: meetings written into your calendar by themselves, busy times taken out of what
      you offer, and your calendar’s own alerts. Everything else works, and every meeting has Add to calendar.
    </p>
  )
}
