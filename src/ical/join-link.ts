/**
 * The join link as it can stand in a calendar: a whole http or https address without the characters that need escaping in an
 * iCalendar value, which not every reader undoes in a URI. Throws a RangeError for any other text.
 */
export function joinAddress(url: string): string {
  if (!/^https?:\/\//.test(url) || !URL.canParse(url))
    throw new RangeError('A join link is an http or https address.')
  return new URL(url).href.replace(
    /[\\,;"'<>^`{|}]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  )
}

/** What a calendar shows beneath the title: the way in first, so that no cut can take it away, then the text. */
export function joinText(joinUrl: string, text: string): string {
  const way = `Join the meeting: ${joinUrl}`
  return text === '' ? way : `${way}\n\n${text}`
}
