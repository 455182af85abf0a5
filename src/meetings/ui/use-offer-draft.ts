import { useState } from 'react'

import type { Offer } from '../invite.ts'
import type { AgreementDraft } from './agreement-draft.ts'

/** An offer with what it asks of named people; null where the first to confirm books. */
export type OfferDraft = Offer & { agreement?: AgreementDraft | null }

/** What is being offered, not sent yet. The request id belongs to the draft, so that a retry is the same invite. */
type Draft = { offer: OfferDraft | null; requestId: string }

/** Where a meeting takes place unless its organizer says otherwise. */
export const here = { place: 'parley', placeUrl: '' } as const

const offerFields = ['timeZone', 'weekly', 'overrides', 'fromDate', 'untilDate']

/** Whether a field of a refusal belongs to the step with the hours. */
export function isOfferField(name: string): boolean {
  return offerFields.some((field) => name === field || name.startsWith(`${field}.`))
}

/**
 * The draft kept under `key`, beginning with `first` until something in it is changed. It outlives its dialog, and the way
 * to the sign-in of a calendar and back: closing it by mistake loses nothing while the tab stands.
 */
export function useOfferDraft(key: string, first: OfferDraft | null) {
  const place = `parley.offer.${key}`
  const [draft, setDraft] = useState<Draft>(() => readKept(place) ?? emptyDraft())
  const keep = (next: Draft) => {
    sessionStorage.setItem(place, JSON.stringify(next))
    setDraft(next)
  }
  return {
    draft: draft.offer ?? first,
    requestId: draft.requestId,
    change: (offer: OfferDraft) => keep({ ...draft, offer }),
    forget() {
      sessionStorage.removeItem(place)
      setDraft(emptyDraft())
    },
  }
}

function emptyDraft(): Draft {
  return { offer: null, requestId: crypto.randomUUID() }
}

// Written by this file alone, in the same tab.
function readKept(place: string): Draft | null {
  const kept = sessionStorage.getItem(place)
  if (kept === null) return null
  const draft = JSON.parse(kept) as Draft
  // A page of an earlier version knew of no places.
  return { ...draft, offer: draft.offer && { ...here, ...draft.offer } }
}
