import { useQueryClient } from '@tanstack/react-query'
import { useRouterState } from '@tanstack/react-router'
import { useState } from 'react'

import { Button } from '#kit/Button.tsx'
import type { ButtonSize, ButtonVariant } from '#kit/button-look.ts'
import { Dialog } from '#kit/Dialog.tsx'
import { showToast } from '#kit/toast.ts'

import type { ShownLink } from '../contract/link.ts'
import { readPathBack } from '../link.ts'
import { isWithOAuth } from '../providers.ts'
import { CalDavForm } from './CalDavForm.tsx'
import { FeedForm } from './FeedForm.tsx'
import { accountNames } from './link-words.ts'
import { calendarsKey } from './use-calendars.ts'
import { useOAuth } from './use-oauth.ts'

type RelinkButtonProps = {
  link: Pick<ShownLink, 'id' | 'provider' | 'shownAs'>
  /** The page of ours to come back to; without one, this page where that can be. */
  returnTo?: string
  onLinked?: () => void
  variant?: ButtonVariant
  size?: ButtonSize
}

/** The one button that mends a link: it leads to the account's own sign-in, or asks for what opens it. */
export function RelinkButton({
  link,
  returnTo,
  onLinked,
  variant = 'plain',
  size = 'regular',
}: RelinkButtonProps) {
  const { id, provider, shownAs } = link
  const queries = useQueryClient()
  const here = useRouterState({ select: ({ location }) => location.pathname })
  const { setOut, isPending, sentence } = useOAuth()
  const [isOpen, setOpen] = useState(false)
  const relink = () => {
    if (!isWithOAuth(provider)) return setOpen(true)
    setOut({ provider, returnTo: returnTo ?? readPathBack(here) ?? '/settings/calendars', relinksId: id })
  }
  const finish = () => {
    setOpen(false)
    void queries.invalidateQueries({ queryKey: calendarsKey })
    showToast({ text: 'Relinked. What was missed is written by itself.', tone: 'good' })
    onLinked?.()
  }
  return (
    <>
      <Button variant={variant} size={size} isPending={isPending} onPress={relink}>
        Relink
      </Button>
      {sentence && (
        <p role="alert" className="basis-full text-sm text-bad">
          {sentence}
        </p>
      )}
      {!isWithOAuth(provider) && (
        <Dialog
          title={`Relink ${accountNames[provider]}`}
          description={shownAs}
          width="narrow"
          isOpen={isOpen}
          onOpenChange={setOpen}
        >
          {provider === 'feed' ? (
            <FeedForm relinksId={id} onLinked={finish} />
          ) : (
            <CalDavForm
              provider={provider}
              relinksId={id}
              userName={shownAs.replace(/ on [^ ]+$/, '')}
              onLinked={finish}
            />
          )}
        </Dialog>
      )}
    </>
  )
}
