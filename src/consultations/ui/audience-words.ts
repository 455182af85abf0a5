import type { Audience } from '../offering.ts'

/** Who may book, as its offerer reads it. */
export const audienceWords: Record<Audience, { title: string; detail: string; short: string }> = {
  anyone: {
    title: 'Anyone',
    detail: 'It stands on your page. Who books signs in first.',
    short: 'For anyone',
  },
  shares_room: {
    title: 'People in your rooms',
    detail: 'Only who is in a room with you finds it. A room that a booking opened does not count.',
    short: 'For people in your rooms',
  },
  link_only: {
    title: 'Who has the link',
    detail: 'It stands nowhere; you send its link yourself.',
    short: 'By link only',
  },
}
