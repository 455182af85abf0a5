/** The first letters of a name's first and last word, or one letter of a single word; whole characters of any script. */
export function initialsOf(name: string): string {
  const words = name.trim().split(/\s+/).filter(Boolean)
  const ends = words.length > 1 ? [words[0], words.at(-1)] : words
  return ends.map((word) => firstCharacter(word ?? '').toLocaleUpperCase('en')).join('')
}

/** A number below `count` that is always the same for the same seed. */
export function toneOf(seed: string, count: number): number {
  // FNV-1a, so that ids that differ in their last digits alone get different colours.
  let sum = 0x811c9dc5
  for (const character of seed) sum = Math.imul(sum ^ (character.codePointAt(0) ?? 0), 0x01000193) >>> 0
  return ((sum ^ (sum >>> 15)) >>> 0) % count
}

/** How many calm colours there are for people (`person-1` … in tokens.css). */
export const toneCount = 6

/**
 * A tone for each of several people who are seen together: their own, or the next that nobody before them has. No two are
 * the same while there are enough.
 */
export function tonesOf(seeds: readonly string[]): ReadonlyMap<string, number> {
  const tones = new Map<string, number>()
  const taken = new Set<number>()
  for (const seed of seeds) {
    if (tones.has(seed)) continue
    if (taken.size === toneCount) taken.clear()
    let tone = toneOf(seed, toneCount)
    while (taken.has(tone)) tone = (tone + 1) % toneCount
    taken.add(tone)
    tones.set(seed, tone)
  }
  return tones
}

function firstCharacter(word: string): string {
  const [first] = new Intl.Segmenter(undefined, { granularity: 'grapheme' }).segment(word)
  return first?.segment ?? ''
}
