import { useParams, useSearch } from '@tanstack/react-router'

import { ReplyPage } from '#meetings/ui/ReplyPage.tsx'

/** /reply/:token */
export function Reply() {
  const { token } = useParams({ from: '/reply/$token' })
  const { say } = useSearch({ from: '/reply/$token' })
  return <ReplyPage token={token} say={say} />
}
