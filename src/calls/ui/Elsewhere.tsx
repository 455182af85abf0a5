import { ExternalLink } from 'lucide-react'

import { LinkButton } from '#kit/LinkButton.tsx'

import type { Join } from '../join.ts'
import { placeNames } from '../place.ts'

/** Where a call leads that does not take place here. Nobody is taken there by themselves: they see where it is, and go. */
export function Elsewhere({ elsewhere }: { elsewhere: NonNullable<Join['elsewhere']> }) {
  const { kind, state, url, host } = elsewhere
  if (url === null) return <p className="text-muted">{sayMissing(placeNames[kind], state)}</p>
  return (
    <div className="flex flex-col items-start gap-3">
      <p className="wrap-anywhere">
        This meeting takes place at <strong>{host}</strong>.
      </p>
      <LinkButton variant="primary" icon={ExternalLink} href={url} target="_blank" rel="noopener noreferrer">
        {kind === 'link' ? 'Go there' : `Go to ${placeNames[kind]}`}
      </LinkButton>
      <p className="text-sm text-muted">It opens in another tab and is not part of Parley.</p>
    </div>
  )
}

function sayMissing(name: string, state: 'ready' | 'waiting' | 'failed'): string {
  return state === 'waiting'
    ? `${name} has not given its link yet. This page looks again by itself; until then you meet here.`
    : `${name} gave no link, so you meet here.`
}
