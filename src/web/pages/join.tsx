import { useParams } from '@tanstack/react-router'

import { JoinPage } from '#calls/ui/JoinPage.tsx'

/** /join/:token */
export function Join() {
  return <JoinPage {...useParams({ from: '/signed-in/join/$token' })} />
}
