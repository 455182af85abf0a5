import { useQueryClient } from '@tanstack/react-query'

import { call } from '#kit/api.ts'
import { ConfirmDialog } from '#kit/ConfirmDialog.tsx'
import { TextLink } from '#kit/TextLink.tsx'
import { showToast } from '#kit/toast.ts'

import { type ShownLink, unlink } from '../contract/link.ts'
import { accountNames } from './link-words.ts'
import { calendarsKey } from './use-calendars.ts'

type DisconnectDialogProps = { link: ShownLink; isOpen: boolean; onOpenChange: (isOpen: boolean) => void }

/** Asks before a link ends, and says what goes and what stays. */
export function DisconnectDialog({ link, isOpen, onOpenChange }: DisconnectDialogProps) {
  const { id, provider, shownAs, revokeAt } = link
  const queries = useQueryClient()
  async function disconnect(): Promise<void> {
    const answer = await call(unlink, { params: { linkId: id } })
    await queries.invalidateQueries({ queryKey: calendarsKey })
    showToast({
      text: answer.revokeAt
        ? `${shownAs} is disconnected. Parley could not give its access back itself.`
        : `${shownAs} is disconnected.`,
      tone: 'good',
      ...(answer.revokeAt && {
        action: { label: 'Take it away there', onAction: () => window.open(answer.revokeAt ?? '', '_blank') },
      }),
    })
  }
  return (
    <ConfirmDialog
      title={`Disconnect ${accountNames[provider]}?`}
      confirmLabel="Disconnect"
      isDanger
      isOpen={isOpen}
      onOpenChange={onOpenChange}
      onConfirm={disconnect}
    >
      <p className="break-words">{shownAs}</p>
      <ul className="list-disc space-y-1 pl-5">
        <li>Parley forgets its way in and your busy times there, with what they are called.</li>
        <li>
          Meetings already written stay in your calendar. They are your own to change or remove: Parley does
          neither from now on, nor does it read them back.
        </li>
        <li>Later changes reach you in the room and by mail.</li>
      </ul>
      {revokeAt && (
        <p className="text-sm text-muted">
          You can see and take away what Parley was allowed{' '}
          <TextLink href={revokeAt} target="_blank" rel="noreferrer">
            in your account
          </TextLink>
          , too.
        </p>
      )}
    </ConfirmDialog>
  )
}
