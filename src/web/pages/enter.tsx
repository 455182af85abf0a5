import { useParams } from '@tanstack/react-router'

import { EnterPage } from '#rooms/ui/EnterPage.tsx'

/** /enter/:token */
export function Enter() {
  return <EnterPage {...useParams({ from: '/enter/$token' })} />
}
