import type { OwnOffering, TermsToKeep } from '../contract.ts'

/** What is being written. */
export type Draft = TermsToKeep

/** The beginning of a new offering. */
export function emptyDraft(): Draft {
  return {
    title: '',
    slug: '',
    description: '',
    durations: [30],
    price: null,
    questions: [],
    scheduleId: null,
    minimumNoticeMinutes: null,
    audience: 'anyone',
    answerWithinMinutes: null,
  }
}

/** The terms of an offering, to be changed. */
export function draftOf(offering: OwnOffering): Draft {
  const { title, slug, description, durations, price, questions } = offering
  const { scheduleId, minimumNoticeMinutes, audience, answerWithinMinutes } = offering
  return {
    title,
    slug,
    description,
    durations,
    price,
    questions,
    scheduleId,
    minimumNoticeMinutes,
    audience,
    answerWithinMinutes,
  }
}
