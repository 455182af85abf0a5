/** An element of an answer; the name is `{namespace}local`. Of its attributes only `name` is kept. */
export type XmlElement = { name: string; children: XmlElement[]; text: string; nameAttribute?: string }

/** The text is no XML, or of a kind that no WebDAV server needs to write. */
export class XmlRefused extends Error {
  constructor(sentence: string) {
    super(sentence)
    this.name = 'XmlRefused'
  }
}

/** Namespaces by prefix, and those around them: never copied, however many a server declares. */
type Scope = { own: ReadonlyMap<string, string>; outer: Scope | undefined }
type Open = { tag: string; element: XmlElement; scope: Scope }

const deepest = 24
const mostElements = 400_000
const entities: ReadonlyMap<string, string> = new Map([
  ['lt', '<'],
  ['gt', '>'],
  ['amp', '&'],
  ['quot', '"'],
  ['apos', "'"],
])
// Nothing real has more attributes; without an end to them one element could be all of the text.
const token =
  /<!--[\s\S]*?-->|<!\[CDATA\[([\s\S]*?)\]\]>|<\?[\s\S]*?\?>|<(\/?)([^\s<>/!?"'=]+)((?:[^<>"']|"[^"]*"|'[^']*'){0,10000})>|([^<]+)/y
const attribute = /\s+([^\s=<>"'/]+)\s*=\s*(?:"([^"]*)"|'([^']*)')/y

const outermost: Scope = {
  own: new Map([['xml', 'http://www.w3.org/XML/1998/namespace']]),
  outer: undefined,
}

/**
 * The root element of an XML text, namespaces resolved. Of XML only what WebDAV needs: no DTD and so no entities of one's own,
 * at most 24 deep. Throws XmlRefused.
 */
export function parseXml(text: string): XmlElement {
  const root: XmlElement = { name: '', children: [], text: '' }
  const open: Open[] = [{ tag: '', element: root, scope: outermost }]
  if (text.includes('\0')) throw new XmlRefused('There are characters in it that are none of XML.')
  let count = 0
  let at = text.charCodeAt(0) === 0xfeff ? 1 : 0
  while (at < text.length) {
    token.lastIndex = at
    const match = token.exec(text)
    if (!match) throw new XmlRefused('This is no XML that is read here.')
    at = token.lastIndex
    const [, data, slash, tag, rest = '', words] = match
    const parent = open.at(-1)
    if (!parent) throw new XmlRefused('An element ends that did not begin.')
    if (data !== undefined) parent.element.text += data
    else if (words !== undefined) parent.element.text += unescapeXml(words)
    else if (tag !== undefined && slash === '/') close(open, tag)
    else if (tag !== undefined) {
      if ((count += 1) > mostElements || open.length > deepest)
        throw new XmlRefused('There is too much of it.')
      begin(open, parent, tag, rest)
    }
  }
  const [first] = root.children
  if (open.length !== 1 || !first) throw new XmlRefused('It is not whole.')
  return first
}

/** The first element of the name below this one, at any depth; `{DAV:}` may be left out. */
export function findElement(element: XmlElement | undefined, name: string): XmlElement | undefined {
  for (const child of element?.children ?? []) {
    const found = child.name === whole(name) ? child : findElement(child, name)
    if (found) return found
  }
  return undefined
}

/** The children of the name. */
export function childrenOf(element: XmlElement | undefined, name: string): XmlElement[] {
  return (element?.children ?? []).filter((child) => child.name === whole(name))
}

/** Text as it can stand in an element or an attribute. */
export function escapeXml(text: string): string {
  return text
    .replace(/[&<>"']/g, (mark) => `&#${mark.charCodeAt(0)};`)
    .replace(/[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu, '')
}

function whole(name: string): string {
  return name.startsWith('{') ? name : `{DAV:}${name}`
}

function begin(open: Open[], { element, scope }: Open, tag: string, rest: string): void {
  const isEmpty = rest.endsWith('/')
  const attributes = attributesIn(rest)
  const inner = scopeOf(scope, attributes)
  const nameAttribute = attributes.find(([name]) => name === 'name')?.[1]
  const child = {
    name: nameOf(tag, inner),
    children: [],
    text: '',
    ...(nameAttribute !== undefined && { nameAttribute }),
  }
  element.children.push(child)
  if (!isEmpty) open.push({ tag, element: child, scope: inner })
}

/** One after the other, up to the first that is none: no part of the text is looked at twice. */
function attributesIn(text: string): [name: string, value: string][] {
  const found: [string, string][] = []
  for (attribute.lastIndex = 0; ;) {
    const match = attribute.exec(text)
    if (!match) return found
    found.push([match[1] ?? '', unescapeXml(match[2] ?? match[3] ?? '')])
  }
}

function close(open: Open[], tag: string): void {
  if (open.pop()?.tag !== tag || open.length === 0)
    throw new XmlRefused('An element ends that did not begin.')
}

function scopeOf(outer: Scope, attributes: readonly [string, string][]): Scope {
  const declared = attributes.flatMap(([name, value]): [string, string][] => {
    if (name === 'xmlns') return [['', value]]
    return name.startsWith('xmlns:') ? [[name.slice(6), value]] : []
  })
  return declared.length === 0 ? outer : { own: new Map(declared), outer }
}

function nameOf(tag: string, scope: Scope): string {
  const colon = tag.indexOf(':')
  return `{${spaceOf(colon < 0 ? '' : tag.slice(0, colon), scope)}}${tag.slice(colon + 1)}`
}

function spaceOf(prefix: string, scope: Scope): string {
  for (let at: Scope | undefined = scope; at; at = at.outer) {
    const space = at.own.get(prefix)
    if (space !== undefined) return space
  }
  return ''
}

// By hand: an answer may be little else, and a pattern with a function for each takes seconds for it.
function unescapeXml(text: string): string {
  let at = text.indexOf('&')
  if (at < 0) return text
  let plain = ''
  let from = 0
  for (; at >= 0; at = text.indexOf('&', at + 1)) {
    const end = endOfEntity(text, at)
    const meant = end < 0 ? undefined : entityOf(text.slice(at + 1, end))
    if (meant === undefined) continue
    plain += text.slice(from, at) + meant
    from = end + 1
  }
  return plain + text.slice(from)
}

const longestEntity = 9

function endOfEntity(text: string, at: number): number {
  for (let end = at + 2; end <= at + 1 + longestEntity; end += 1) if (text.charCodeAt(end) === 59) return end
  return -1
}

/** What stands for itself is undefined. */
function entityOf(name: string): string | undefined {
  if (name.charCodeAt(0) !== 35) return entities.get(name)
  const isHex = name[1] === 'x' || name[1] === 'X'
  const digits = name.slice(isHex ? 2 : 1)
  if (!(isHex ? /^[\da-fA-F]{1,6}$/ : /^\d{1,7}$/).test(digits)) return undefined
  const code = Number.parseInt(digits, isHex ? 16 : 10)
  return isXmlCharacter(code) ? String.fromCodePoint(code) : ''
}

/** XML 1.0 §2.2: no NUL above all, which no database takes, and no halves of characters. */
function isXmlCharacter(code: number): boolean {
  const isControl = code < 0x20 && code !== 9 && code !== 10 && code !== 13
  return (
    !isControl &&
    code <= 0x10ffff &&
    !(code >= 0xd800 && code <= 0xdfff) &&
    code !== 0xfffe &&
    code !== 0xffff
  )
}
