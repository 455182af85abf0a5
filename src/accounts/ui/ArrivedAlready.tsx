import { useNavigate } from '@tanstack/react-router'
import { type ReactNode, useEffect } from 'react'

import { wayOn } from '../way-on.ts'
import { useMe } from './use-me.ts'

/** Shows a page for people who are not signed in; who is goes on. */
export function ArrivedAlready({ next, children }: { next: string | undefined; children: ReactNode }) {
  const { me } = useMe()
  const navigate = useNavigate()
  const isHere = me !== null
  useEffect(() => {
    if (isHere) void navigate({ href: wayOn(next), replace: true })
  }, [isHere, next, navigate])
  return isHere ? null : children
}
