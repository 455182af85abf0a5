import { useParams, useSearch } from '@tanstack/react-router'

import { OfferingPage } from '#consultations/ui/OfferingPage.tsx'

/** /p/:handle/:place */
export function Offering() {
  const { handle, place } = useParams({ from: '/p/$handle/$place' })
  const { at, minutes } = useSearch({ from: '/p/$handle/$place' })
  return <OfferingPage key={place} handle={handle} place={place} at={at} minutes={minutes} />
}
