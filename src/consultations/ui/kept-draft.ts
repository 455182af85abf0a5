/** What somebody typed on the page of an offering. */
export type KeptDraft = { answers: Record<string, string>; word: string }

const empty: KeptDraft = { answers: {}, word: '' }
const forMs = 2 * 60 * 60 * 1000

/** What was typed here lately; nothing else comes back after the sign-in, which may end in another tab. */
export function readDraft(offeringId: string): KeptDraft {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(keyOf(offeringId)) ?? 'null')
    return isFresh(kept) ? { answers: kept.answers, word: kept.word } : empty
  } catch {
    return empty
  }
}

/** Keeps what was typed for two hours, on this device alone. */
export function keepDraft(offeringId: string, draft: KeptDraft): void {
  const isEmpty = draft.word === '' && Object.values(draft.answers).every((answer) => answer === '')
  if (isEmpty) return forgetDraft(offeringId)
  try {
    localStorage.setItem(keyOf(offeringId), JSON.stringify({ ...draft, keptAt: Date.now() }))
  } catch {
    // Where nothing can be kept, what was typed lasts as long as the page.
  }
}

/** It was sent. */
export function forgetDraft(offeringId: string): void {
  localStorage.removeItem(keyOf(offeringId))
}

function keyOf(offeringId: string): string {
  return `parley-offering-${offeringId}`
}

function isFresh(kept: unknown): kept is KeptDraft & { keptAt: number } {
  if (typeof kept !== 'object' || kept === null) return false
  if (!('keptAt' in kept && 'answers' in kept && 'word' in kept)) return false
  const isRecent = typeof kept.keptAt === 'number' && Date.now() - kept.keptAt < forMs
  return (
    isRecent && typeof kept.word === 'string' && typeof kept.answers === 'object' && kept.answers !== null
  )
}
