import type { ReactNode } from 'react'

import { Banner } from '#kit/Banner.tsx'

import { useMe } from './use-me.ts'

/** After a mail was asked for: what to expect, and where mails are while there is no mail server. */
export function MailIsOnItsWay({ children }: { children: ReactNode }) {
  const { mailsShownHere } = useMe()
  return (
    <div role="status" className="flex flex-col gap-4">
      <p>{children}</p>
      {mailsShownHere && (
        <Banner>
          This Parley has no mail server yet. Its mails stand on the outbox page; the address was printed
          where it was started.
        </Banner>
      )}
    </div>
  )
}
