import { Banner } from '#kit/Banner.tsx'

import type { ShownLink } from '../contract/link.ts'
import { CalendarKinds } from './CalendarKinds.tsx'
import { accountNames, needsRelinking } from './link-words.ts'
import { type LinkingOutcome, outcomeSentences } from './linking-outcome.ts'
import { RelinkButton } from './RelinkButton.tsx'
import { WithoutLink } from './WithoutLink.tsx'

type ConnectCalendarProps = {
  links: readonly ShownLink[]
  /** What came of going to Google or Microsoft just now. */
  outcome?: LinkingOutcome | undefined
  returnTo: string
  onLinked: () => void
}

/** What the step "Connect your calendar" shows: what is broken and how to mend it, or what can be linked. Its button, Skip, belongs to the dialog it stands in. */
export function ConnectCalendar({ links, outcome, returnTo, onLinked }: ConnectCalendarProps) {
  const broken = links.filter(needsRelinking)
  return (
    <div className="flex flex-col gap-4">
      {outcome && <Banner tone="bad">{outcomeSentences[outcome]}</Banner>}
      {broken.length > 0 ? (
        <ul className="divide-y divide-line rounded-card border border-line">
          {broken.map((link) => (
            <li key={link.id} className="flex flex-wrap items-center gap-x-4 gap-y-2 p-4">
              <div className="min-w-0 flex-1 basis-60">
                <p className="font-semibold break-words">
                  {accountNames[link.provider]} · {link.shownAs}
                </p>
                <p className="text-muted">{link.trouble?.sentence}</p>
              </div>
              <RelinkButton link={link} returnTo={returnTo} onLinked={onLinked} />
            </li>
          ))}
        </ul>
      ) : (
        <CalendarKinds returnTo={returnTo} onLinked={onLinked} />
      )}
      <WithoutLink start="If you skip, you go without" />
    </div>
  )
}
