import { useParams } from '@tanstack/react-router'

import { OfferingEditor } from '#consultations/ui/OfferingEditor.tsx'

/** /settings/consultations/new */
export function NewOffering() {
  return <OfferingEditor />
}

/** /settings/consultations/:offeringId */
export function OneOffering() {
  const { offeringId } = useParams({ from: '/signed-in/settings/consultations/$offeringId' })
  return <OfferingEditor offeringId={offeringId} />
}
