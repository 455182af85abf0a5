import {
  ArrowDown,
  ArrowUp,
  Code,
  ExternalLink,
  KeyRound,
  Link as LinkIcon,
  Pencil,
  Trash2,
} from 'lucide-react'
import { useState } from 'react'

import { announce } from '#kit/announce.ts'
import { call } from '#kit/api.ts'
import { Button } from '#kit/Button.tsx'
import { Chip } from '#kit/Chip.tsx'
import { ConfirmDialog } from '#kit/ConfirmDialog.tsx'
import { CopyField } from '#kit/CopyField.tsx'
import { Dialog } from '#kit/Dialog.tsx'
import { failureOf } from '#kit/form-failure.ts'
import { Menu } from '#kit/Menu.tsx'
import { usePreferences } from '#kit/preferences.tsx'
import { TextLink } from '#kit/TextLink.tsx'
import { showToast } from '#kit/toast.ts'

import { type OwnOffering, removeOffering, renewOfferingLink, turnOffering } from '../contract.ts'
import { factsOf } from '../wording.ts'
import { audienceWords } from './audience-words.ts'
import { useOfferingChange } from './use-offerings.ts'

type OfferingRowProps = {
  offering: OwnOffering
  /** One place up, unless it is the first. */
  onEarlier: (() => void) | undefined
  onLater: (() => void) | undefined
}

/** Something one offers: what it is, whether it is on, and all that can be done with it. */
export function OfferingRow({ offering, onEarlier, onLater }: OfferingRowProps) {
  const { id, title, isOn, url, audience } = offering
  const { locale } = usePreferences()
  const [open, setOpen] = useState<'remove' | 'renew' | 'embed' | null>(null)
  const turn = useOfferingChange((on: boolean) =>
    call(turnOffering, { params: { offeringId: id }, body: { isOn: on } }),
  )
  const editPath = `/settings/consultations/${id}`
  const change = (on: boolean) =>
    turn.mutate(on, { onSuccess: () => announce(on ? `${title} is on` : `${title} is off`) })
  return (
    <div className="flex items-start gap-3 py-4">
      <div className="min-w-0 flex-1">
        <p className="flex flex-wrap items-center gap-x-3 gap-y-1">
          <TextLink href={editPath}>{title}</TextLink>
          <Chip tone={isOn ? 'good' : 'neutral'}>{isOn ? 'On' : 'Off'}</Chip>
        </p>
        <p className="tabular mt-1 text-sm text-muted">
          {[
            ...factsOf(offering, locale),
            audienceWords[audience].short,
            ...(offering.answerWithinMinutes === null ? [] : ['With your yes']),
          ].join(' · ')}
        </p>
        {turn.error && (
          <p role="alert" className="mt-2 text-sm text-bad">
            {failureOf(turn.error).message}
          </p>
        )}
      </div>
      <Button
        size="small"
        isPending={turn.isPending}
        onPress={() => change(!isOn)}
        aria-label={`Turn ${isOn ? 'off' : 'on'} ${title}`}
      >
        {isOn ? 'Turn off' : 'Turn on'}
      </Button>
      <Menu
        label={`More for ${title}`}
        items={[
          { id: 'edit', label: 'Edit', icon: Pencil, href: editPath },
          ...(url
            ? [
                { id: 'copy', label: 'Copy the link', icon: LinkIcon, onAction: () => void copyLink(url) },
                {
                  id: 'see',
                  label: 'See its page',
                  icon: ExternalLink,
                  onAction: () => window.open(url, '_blank'),
                },
              ]
            : []),
          ...(url && isOn && audience !== 'shares_room'
            ? [{ id: 'embed', label: 'Put it on your site', icon: Code, onAction: () => setOpen('embed') }]
            : []),
          ...(audience === 'link_only'
            ? [{ id: 'renew', label: 'Make a new link', icon: KeyRound, onAction: () => setOpen('renew') }]
            : []),
          ...(onEarlier ? [{ id: 'up', label: 'Move up', icon: ArrowUp, onAction: onEarlier }] : []),
          ...(onLater ? [{ id: 'down', label: 'Move down', icon: ArrowDown, onAction: onLater }] : []),
          { id: 'remove', label: 'Remove', icon: Trash2, isDanger: true, onAction: () => setOpen('remove') },
        ]}
      />
      <Asking offering={offering} open={open} onClose={() => setOpen(null)} />
    </div>
  )
}

type AskingProps = { offering: OwnOffering; open: 'remove' | 'renew' | 'embed' | null; onClose: () => void }

function Asking({ offering: { id, title, url }, open, onClose }: AskingProps) {
  const params = { offeringId: id }
  const remove = useOfferingChange(() => call(removeOffering, { params }))
  const renew = useOfferingChange(() => call(renewOfferingLink, { params }))
  const isOpenFor = (which: AskingProps['open']) => ({
    isOpen: open === which,
    onOpenChange: (isOpen: boolean) => !isOpen && onClose(),
  })
  return (
    <>
      <ConfirmDialog
        {...isOpenFor('remove')}
        title={`Remove ${title}?`}
        confirmLabel="Remove"
        isDanger
        onConfirm={async () => void (await remove.mutateAsync(undefined))}
      >
        Its page goes, and nobody can book it any more. What was booked stays.
      </ConfirmDialog>
      <ConfirmDialog
        {...isOpenFor('renew')}
        title="Make a new link?"
        confirmLabel="Make a new link"
        onConfirm={async () => {
          const { offering } = await renew.mutateAsync(undefined)
          if (offering.url) await copyLink(offering.url)
        }}
      >
        The link of before opens nothing any more, wherever it was sent. The new one is copied at once.
      </ConfirmDialog>
      <Dialog {...isOpenFor('embed')} title="Put it on your site">
        <p className="mb-4 text-muted">
          Paste this into your page. It shows the next free times; whoever chooses one goes on here, in a
          window of its own.
        </p>
        <CopyField label="For your page" value={snippetOf(url ?? '', title)} />
      </Dialog>
    </>
  )
}

async function copyLink(url: string): Promise<void> {
  await navigator.clipboard.writeText(url)
  showToast({ text: 'The link is copied.', tone: 'good' })
}

// Its title is read out to who does not see the frame.
function snippetOf(url: string, title: string): string {
  const said = title.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;')
  return `<iframe src="${url}/embed" title="${said}" loading="lazy" style="width:100%;height:480px;border:0"></iframe>`
}
