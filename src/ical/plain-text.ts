// Everything that a reader may take for the end of a line, Unicode's own separators included (UAX #14, class BK).
const lineBreak = /\r\n|[\n\v\f\r\u0085\u2028\u2029]/g

/*
 * What has no place in text that leaves the house: controls, lone surrogates, code points that are no characters, the
 * annotation marks, and the marks that make text read in another order than it is written (UAX #9 §2: embeddings, overrides
 * and isolates). The plain direction marks and the joiners stay: scripts and emoji need them.
 */
const unwanted = /[\p{Cc}\p{Cs}\p{Noncharacter_Code_Point}\u202a-\u202e\u2066-\u2069\ufeff\ufff9-\ufffb]/gu

const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' })

/**
 * The text as one line that is safe in a mail header, a calendar property or an address: line breaks and tabs become spaces,
 * runs of spaces one, control and bidi override characters and lone surrogates go. Longer than `max` (as `length` counts),
 * it is cut between whole characters and ends with `…`. May come out empty.
 */
export function cleanLine(text: string, max: number): string {
  const line = text.replace(lineBreak, ' ').replace(/\t/g, ' ').replace(unwanted, '').replace(/ {2,}/g, ' ')
  return cut(line.trim(), max, (part) => part.length)
}

/** As `cleanLine`, but line breaks stay, each written `\n`, and spaces inside a line are kept. */
export function cleanProse(text: string, max: number): string {
  const lines = text.replace(lineBreak, '\n').replace(/\t/g, ' ').split('\n')
  const prose = lines.map((line) => line.replace(unwanted, '').trimEnd()).join('\n')
  return cut(prose.trim(), max, (part) => part.length)
}

/**
 * The text itself when it measures at most `max`, else as many whole characters (grapheme clusters) of it as fit with a `…`
 * after them; empty when not even that fits. `measure` must be additive over concatenation.
 */
export function cut(text: string, max: number, measure: (part: string) => number): string {
  if (measure(text) <= max) return text
  const room = max - measure('…')
  let kept = ''
  let used = 0
  for (const { segment } of graphemes.segment(text)) {
    used += measure(segment)
    if (used > room) break
    kept += segment
  }
  return room < 0 ? '' : `${kept.trimEnd()}…`
}
