/** What came of going to Google or Microsoft, as the address one comes back to says it. */
export const outcomes = ['denied', 'failed', 'unsupported'] as const
export type LinkingOutcome = (typeof outcomes)[number]

/** What to say to who comes back without a link. */
export const outcomeSentences: Record<LinkingOutcome, string> = {
  denied: 'Nothing was linked: the account did not let Parley in. You can try again, or go on without it.',
  failed:
    'Nothing was linked. The way back took longer than ten minutes, or the account could not be reached. Try again.',
  unsupported:
    'Nothing was linked: this mailbox lives on a server of your organisation and not in the Microsoft cloud, where Parley could reach it. Another account, or a calendar address (feed), will do.',
}
