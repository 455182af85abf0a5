/** One property of a component (RFC 5545 §3.1): its value as it was written, nothing unescaped. */
export type Property = { name: string; parameters: string; value: string }

/** A component with those of its properties that were wanted; names are in upper case. */
export type Component = { name: string; properties: Property[]; components: Component[] }

/** The text is no calendar, or not a whole one. */
export class NotACalendar extends Error {
  constructor(sentence: string) {
    super(sentence)
    this.name = 'NotACalendar'
  }
}

const deepest = 8
// A line longer than this holds a picture or worse, and nothing that is read here.
const longestLine = 1_000_000

/**
 * The components that stand directly in the calendars of a text, one after the other, each when it ends, so that a large
 * calendar is never held whole. Properties are kept when `wanted` has their names; those of the calendar itself go to `own`.
 * A line that is none is passed over. Throws NotACalendar when no calendar begins, or one does not end.
 */
export function* componentsOf(
  text: string,
  wanted: ReadonlySet<string>,
  own: (property: Property) => void,
): Generator<Component> {
  const open: Component[] = []
  let calendars = 0
  for (const line of linesOf(text)) {
    const nameEnd = endOfName(line)
    if (nameEnd <= 0) continue
    const name = line.slice(0, nameEnd).toUpperCase()
    const current = open.at(-1)
    if (name === 'BEGIN') {
      const component = {
        name: line
          .slice(nameEnd + 1)
          .trim()
          .toUpperCase(),
        properties: [],
        components: [],
      }
      if (!current && component.name !== 'VCALENDAR') continue
      if (!current) calendars += 1
      // What is nested deeper than anything real counts as part of what it stands in.
      if (open.length < deepest) open.push(component)
    } else if (name === 'END') {
      const ended = close(
        open,
        line
          .slice(nameEnd + 1)
          .trim()
          .toUpperCase(),
      )
      if (ended && open.length === 1) yield ended
      else if (ended && open.length > 1) open.at(-1)?.components.push(ended)
    } else if (current && wanted.has(name)) {
      const property = propertyOf(name, line, nameEnd)
      if (property && open.length === 1) own(property)
      else if (property) current.properties.push(property)
    }
  }
  if (calendars === 0) throw new NotACalendar('This is not a calendar.')
  if (open.length > 0) throw new NotACalendar('This calendar is not whole.')
}

/** A parameter's value without its quotes; undefined when it is not there. Names are compared in upper case. */
export function parameterOf(property: Property, name: string): string | undefined {
  if (property.parameters === '') return undefined
  for (const part of partsOf(property.parameters)) {
    const equals = part.indexOf('=')
    if (equals > 0 && part.slice(0, equals).trim().toUpperCase() === name)
      return part
        .slice(equals + 1)
        .replaceAll('"', '')
        .trim()
  }
  return undefined
}

/** What stands between semicolons that are not in quotes. */
function* partsOf(parameters: string): Generator<string> {
  let quoted = false
  let from = 0
  for (let at = 0; at < parameters.length; at += 1) {
    const code = parameters.charCodeAt(at)
    if (code === 34) quoted = !quoted
    else if (code === 59 && !quoted) {
      yield parameters.slice(from, at)
      from = at + 1
    }
  }
  yield parameters.slice(from)
}

/** A TEXT value as it was meant (RFC 5545 §3.3.11). */
export function unescapeText(value: string): string {
  return value.replace(/\\([nN;,\\])/g, (_, mark: string) => (mark === 'n' || mark === 'N' ? '\n' : mark))
}

/** Content lines, unfolded: a line that begins with a space or a tab goes on with the one before. */
function* linesOf(text: string): Generator<string> {
  // A byte order mark may stand before the first line.
  let at = text.charCodeAt(0) === 0xfeff ? 1 : 0
  while (at < text.length) {
    let end = endOfLine(text, at)
    let line = text.slice(at, lineEnd(text, at, end))
    at = end + 1
    while (at < text.length && isFold(text.charCodeAt(at))) {
      end = endOfLine(text, at)
      if (line.length < longestLine) line += text.slice(at + 1, lineEnd(text, at, end))
      at = end + 1
    }
    yield line
  }
}

function endOfLine(text: string, from: number): number {
  const end = text.indexOf('\n', from)
  return end < 0 ? text.length : end
}

function lineEnd(text: string, from: number, end: number): number {
  return end > from && text.charCodeAt(end - 1) === 13 ? end - 1 : end
}

function isFold(code: number): boolean {
  return code === 32 || code === 9
}

function endOfName(line: string): number {
  for (let at = 0; at < line.length; at += 1) {
    const code = line.charCodeAt(at)
    if (code === 58 || code === 59) return at
    if (code <= 32 || code > 126) return -1
  }
  return -1
}

function propertyOf(name: string, line: string, nameEnd: number): Property | undefined {
  if (line.charCodeAt(nameEnd) === 58) return { name, parameters: '', value: line.slice(nameEnd + 1) }
  // A colon in quotes belongs to a parameter.
  let quoted = false
  for (let at = nameEnd + 1; at < line.length; at += 1) {
    const code = line.charCodeAt(at)
    if (code === 34) quoted = !quoted
    else if (code === 58 && !quoted)
      return { name, parameters: line.slice(nameEnd + 1, at), value: line.slice(at + 1) }
  }
  return undefined
}

/** Ends the innermost component of the name, and with it what was left open inside. */
function close(open: Component[], name: string): Component | undefined {
  const index = open.findLastIndex((component) => component.name === name)
  if (index < 0) return undefined
  const [ended] = open.splice(index)
  return ended
}
