import { useParams } from '@tanstack/react-router'

import { StopPage } from '#notifications/ui/StopPage.tsx'

/** /stop/:token */
export function Stop() {
  return <StopPage {...useParams({ from: '/stop/$token' })} />
}
