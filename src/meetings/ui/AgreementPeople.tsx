import { Check } from 'lucide-react'

import { useMe } from '#accounts/ui/use-me.ts'
import { Chip } from '#kit/Chip.tsx'

import type { Invite } from '../contract/invite.ts'

type Agreement = NonNullable<Invite['agreement']>

/** Who is named on an invite and who has answered; what they answered is theirs. */
export function AgreementPeople({ agreement }: { agreement: Agreement }) {
  const { me } = useMe()
  return (
    <ul aria-label="Who is asked" className="mt-3 flex flex-wrap gap-2">
      {agreement.people.map(({ personId, name, part, hasAnswered }) => (
        <li key={personId}>
          <Chip tone={hasAnswered ? 'good' : 'neutral'} {...(hasAnswered && { icon: Check })}>
            {personId === me?.id ? 'You' : name}
            {part === 'optional' && ' (optional)'}
            <span className="sr-only">{hasAnswered ? ', has answered' : ', has not answered'}</span>
          </Chip>
        </li>
      ))}
    </ul>
  )
}
