import { instantOf } from '#time/instant.ts'

import type { Meeting } from '../contract/meeting.ts'
import { useSaying } from './use-saying.ts'

/** Once a meeting is over: who was in its call, from when until when. Nothing where nobody was, or it took place elsewhere. */
export function WhoWasIn({ meeting, personId }: { meeting: Meeting; personId: string | undefined }) {
  const say = useSaying()
  const stays = meeting.people.flatMap((person) => {
    if (!person.wasIn?.until) return []
    const who = person.personId === personId ? 'you' : person.name
    return [`${who} ${say.timeRange(instantOf(person.wasIn.from), instantOf(person.wasIn.until))}`]
  })
  if (stays.length === 0) return null
  return <p className="mt-2 text-sm text-muted tabular">In the call: {stays.join(', ')}</p>
}
