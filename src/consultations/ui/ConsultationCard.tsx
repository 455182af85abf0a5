import { MeetingCard } from '#meetings/ui/MeetingCard.tsx'
import { useMeeting } from '#meetings/ui/use-meeting.ts'
import { usePreferences } from '#kit/preferences.tsx'
import type { CardProps } from '#rooms/ui/registry.tsx'

import type { Consultation } from '../contract.ts'
import { sayPrice } from '../price.ts'
import { RequestAnswer } from './RequestAnswer.tsx'
import { useConsultation } from './use-consultation.ts'

/** A consultation in the room: its meeting's card, with what was agreed, and how a request is answered while it waits. */
export function ConsultationCard({ id }: Pick<CardProps, 'id'>) {
  const { meeting } = useMeeting(id)
  const consultation = useConsultation(id)
  return (
    <MeetingCard
      id={id}
      kind="Consultation"
      about={consultation && <About consultation={consultation} />}
      answer={meeting && consultation && <RequestAnswer meeting={meeting} consultation={consultation} />}
    />
  )
}

function About({ consultation: { price, answers } }: { consultation: Consultation }) {
  const { locale } = usePreferences()
  if (!price && (answers ?? []).length === 0) return null
  return (
    <div className="mt-3 flex flex-col gap-3">
      {price && (
        <p className="text-sm">
          <span className="text-muted">Price: </span>
          <span className="tabular font-semibold">{sayPrice(price, locale)}</span>
          <span className="text-muted">, settled between the two of you</span>
        </p>
      )}
      {answers && answers.length > 0 && (
        <dl aria-label="Answers" className="flex flex-col gap-2 text-sm">
          {answers.map(({ label, answer }, index) => (
            <div key={index}>
              <dt className="text-muted">{label}</dt>
              <dd className="whitespace-pre-wrap wrap-anywhere">{answer}</dd>
            </div>
          ))}
        </dl>
      )}
    </div>
  )
}
