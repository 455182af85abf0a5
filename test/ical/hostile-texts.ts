/** Pieces that have broken calendar readers and writers: line breaks of every kind, injections, marks, quotes, odd Unicode. */
const pieces = [
  '\r\n', '\n', '\r', '\n\r', '\r\n ', '\r\n\t', '\u000b', '\u000c', '\u0085', '\u2028', '\u2029', '\u0000', '\t', '\u001b[31m',
  'END:VEVENT', 'BEGIN:VEVENT', 'BEGIN:VALARM\r\nTRIGGER:-PT5M', 'END:VCALENDAR', '\r\nATTACH:file:///etc/passwd', '\nRRULE:FREQ=SECONDLY',
  '\r\nUID:other', 'DTSTART:20000101T000000Z', '\\', '\\n', '\\N', '\\\\', '\\;', ';', ',', ':', '"', "'", '^', '^n', "^'", '^^', '=', '%0D%0A',
  '";ROLE=CHAIR:mailto:eve@example.com', '\\r\\n', '\u202e', '\u202a', '\u2066', '\u2069', '\u200f', '\u200b', '\ufeff', '\ufffe', '\uffff',
  '\ud800', '\udc00', '\udbff\udbff', '😀', '👩‍👩‍👧‍👦', '🏴󠁧󠁢󠁥󠁮󠁧󠁿', 'e\u0301', 'ﷺ', '漢字', 'שלום', '<script>alert(1)</script>', '&amp;', '--', '  ', 'a', 'Meeting',
  'x'.repeat(80), 'é'.repeat(40), '😀'.repeat(30), ' '.repeat(90), '\u0301'.repeat(200),
] // prettier-ignore

const long = [
  'A'.repeat(10_000),
  '漢'.repeat(10_000),
  '👩‍👩‍👧‍👦'.repeat(1_000),
  '\r\n'.repeat(5_000),
  '\\;,"'.repeat(2_500),
]
const known = [...pieces, ...long]

/** So many hostile texts, the same for the same seed. The first are the pieces themselves, then some of 10 000 characters. */
export function hostileTexts(count: number, seed: number): string[] {
  const next = chance(seed)
  return Array.from({ length: count }, (_, index) => known[index] ?? mixture(next))
}

function mixture(next: () => number): string {
  const length = 1 + Math.floor(next() * 9)
  return Array.from({ length }, () => (next() < 0.7 ? pieceAt(next()) : randomUnits(next))).join('')
}

function pieceAt(share: number): string {
  return pieces[Math.floor(share * pieces.length)] ?? ''
}

/** Any UTF-16 units, lone surrogates among them; half of the time only the low ones, where the controls are. */
function randomUnits(next: () => number): string {
  const highest = next() < 0.5 ? 0x100 : 0x10000
  return Array.from({ length: 1 + Math.floor(next() * 30) }, () =>
    String.fromCharCode(Math.floor(next() * highest)),
  ).join('')
}

/** Numbers from 0 up to 1 (mulberry32). */
export function chance(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}
