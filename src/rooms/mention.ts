import { zoneCity } from '#time/time-zones.ts'

/** Somebody who can be mentioned: a member of the room, by a name that no other member has, and one that they may share. */
export type Mentionable = { personId: string; name: string; sharedName?: string }

/*
 * A mention is kept as a Markdown link to a person, `[@Ben Carter](person:<id>)`: the id stays right when the name changes,
 * and what knows nothing of mentions still shows a name.
 */
const shape = /\[@([^\]\n]{1,200})\]\(person:([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\)/g

// What is code is shown as it stands: fenced blocks, to their end or the text's, and spans (CommonMark §4.5, §6.1).
const code =
  /^ {0,3}(`{3,}|~{3,})[^\n]*(?:\n[\s\S]*?(?:^ {0,3}\1[`~]* *$|$(?![\s\S]))|$)|(?<!`)(`+)(?!`)[\s\S]*?(?<!`)\2(?!`)/gm

/**
 * The members by names that tell them apart: who shares theirs goes by their city, too, as everybody in the room sees it, and
 * where that is the same, by a number in the order of the list.
 */
export function tellApart(
  members: readonly { personId: string; name: string; timeZone: string }[],
): Mentionable[] {
  const placed = members.map(({ personId, name, timeZone }): Mentionable =>
    isShared(members, name)
      ? { personId, name: `${name} (${zoneCity(timeZone)})`, sharedName: name }
      : { personId, name },
  )
  return placed.map((member, index) => {
    const before = placed.slice(0, index).filter((one) => one.name === member.name).length
    return before === 0 ? member : { ...member, name: `${member.name} ${before + 1}` }
  })
}

function isShared(members: readonly { name: string }[], name: string): boolean {
  return members.filter((one) => one.name === name).length > 1
}

/** The person that a link leads to, or undefined. */
export function mentionedBy(href: string): string | undefined {
  return /^person:([0-9a-f-]{36})$/.exec(href)?.[1]
}

/** Who is mentioned in a message. */
export function listMentioned(body: string): string[] {
  return [
    ...new Set([...body.replaceAll(code, ' ').matchAll(shape)].flatMap(([, , personId]) => personId ?? [])),
  ]
}

/**
 * The text as it is kept: every `@` with a member's whole name becomes a mention, outside of code. The longest name counts. A
 * name that several share, written without what tells them apart, mentions each of them: better one too many than nobody.
 */
export function keepMentions(text: string, members: readonly Mentionable[]): string {
  const names = [...new Set(members.flatMap(({ name, sharedName = name }) => [name, sharedName]))]
  if (names.length === 0) return text
  const byLength = names.toSorted((one, other) => other.length - one.length)
  const written = new RegExp(
    `(?<![\\p{L}\\p{N}\\[])@(${byLength.map(escapePattern).join('|')})(?![\\p{L}\\p{N}])`,
    'gu',
  )
  return outsideCode(text, (words) =>
    words.replace(written, (_, name: string) => calledSo(members, name).map(mentionOf).join(' ')),
  )
}

function calledSo(members: readonly Mentionable[], name: string): Mentionable[] {
  const exact = members.filter((one) => one.name === name)
  return exact.length > 0 ? exact : members.filter((one) => one.sharedName === name)
}

function mentionOf({ personId, name }: Mentionable): string {
  return `[@${labelOf(name)}](person:${personId})`
}

function outsideCode(text: string, change: (words: string) => string): string {
  let done = 0
  let changed = ''
  for (const match of text.matchAll(code)) {
    changed += change(text.slice(done, match.index)) + match[0]
    done = match.index + match[0].length
  }
  return changed + change(text.slice(done))
}

/** The text as one writes it: mentions by the present name. */
export function showMentions(body: string, members: readonly Mentionable[]): string {
  return body.replace(shape, (_, label: string, personId: string) => {
    return `@${members.find((one) => one.personId === personId)?.name ?? label}`
  })
}

/** What stands behind an `@` just before the caret, and where it begins; undefined while nobody is being mentioned. */
export function mentionAt(text: string, caret: number): { from: number; query: string } | undefined {
  const match = /(?:^|[\s(])@([^\s@]{0,40}(?: [^\s@]{0,40})?)$/u.exec(text.slice(0, caret))
  const query = match?.[1]
  return query === undefined ? undefined : { from: caret - query.length - 1, query }
}

/** Members whose name, or a part of it, begins like this, at most a handful. */
export function matchMembers<M extends Mentionable>(members: readonly M[], query: string): M[] {
  const wanted = query.toLowerCase()
  return members
    .filter(({ name }) => {
      const lower = name.toLowerCase()
      return lower.startsWith(wanted) || lower.split(/\s+/).some((part) => part.startsWith(wanted))
    })
    .slice(0, mostOffered)
}

const mostOffered = 6

// Brackets would end the link that a mention is.
function labelOf(name: string): string {
  return name.replaceAll(/[[\]\\]/g, ' ')
}

function escapePattern(text: string): string {
  return text.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`)
}
