/** The least that reading iCalendar can cost: unfold, find name and value of each line, and count what was found. */
export function tokenise(text: string): number {
  let lines = 0
  let at = 0
  while (at < text.length) {
    let end = text.indexOf('\r\n', at)
    if (end < 0) end = text.length
    let line = text.slice(at, end)
    at = end + 2
    while (text.charCodeAt(at) === 32) {
      end = text.indexOf('\r\n', at)
      if (end < 0) end = text.length
      line += text.slice(at + 1, end)
      at = end + 2
    }
    const colon = line.indexOf(':')
    const [name, value] = [line.slice(0, colon), line.slice(colon + 1)]
    if (name.length + value.length > 0) lines += 1
  }
  return lines
}
