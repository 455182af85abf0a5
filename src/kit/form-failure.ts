/** Why something was not done, for people: one sentence, and one for each field that is wrong. */
export type Failure = {
  message: string
  fields?: Record<string, string>
}

const unknown = 'Something went wrong on our side. Nothing you typed is lost; try again.'

/** What to show for anything thrown. Only refusals were worded for people; the rest gets one sentence of ours. */
export function failureOf(error: unknown): Failure {
  if (!(error instanceof Error) || error.name !== 'Refused') return { message: unknown }
  const fields = 'fields' in error ? (error.fields as Record<string, string>) : {}
  return { message: error.message, fields }
}

/** The sentence for the form as a whole: none when every wrong field is there to say it itself. */
export function formSentence(failure: Failure, fieldNames: readonly string[]): string | null {
  const wrong = Object.entries(failure.fields ?? {})
  const homeless = wrong.filter(([name]) => !fieldNames.includes(name)).map(([, sentence]) => sentence)
  if (wrong.length === 0) return failure.message
  return homeless.length > 0 ? homeless.join(' ') : null
}
