/** Somebody who can be mentioned: a member of the room. */
export type Mentionable = { personId: string; name: string }

/*
 * A mention is kept as a Markdown link to a person, `[@Ben Carter](person:<id>)`: the id stays right when the name changes,
 * and what knows nothing of mentions still shows a name.
 */
const shape = /\[@([^\]\n]{1,200})\]\(person:([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\)/g

/** The person that a link leads to, or undefined. */
export function mentionedBy(href: string): string | undefined {
  return /^person:([0-9a-f-]{36})$/.exec(href)?.[1]
}

/** Who is mentioned in a message. */
export function listMentioned(body: string): string[] {
  return [...new Set([...body.matchAll(shape)].flatMap(([, , personId]) => personId ?? []))]
}

/** The text as it is kept: every `@` with a member's whole name becomes a mention. The longest name counts. */
export function keepMentions(text: string, members: readonly Mentionable[]): string {
  const byLength = [...members].sort((one, other) => other.name.length - one.name.length)
  if (byLength.length === 0) return text
  const names = byLength.map(({ name }) => escapePattern(name)).join('|')
  return text.replace(
    new RegExp(`(?<![\\p{L}\\p{N}\\[])@(${names})(?![\\p{L}\\p{N}])`, 'gu'),
    (_, name: string) => {
      const member = byLength.find((one) => one.name === name)
      return member ? `[@${labelOf(name)}](person:${member.personId})` : `@${name}`
    },
  )
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
