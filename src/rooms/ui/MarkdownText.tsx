import { Marked, type MarkedToken, type Token } from 'marked'
import { Fragment, memo, type ReactNode } from 'react'

import { classes } from '#kit/classes.ts'

import { mentionedBy } from '../mention.ts'
import { useMentionable } from './mentionable.tsx'

const marked = new Marked({ gfm: true, breaks: true })
/** Deeper than anybody writes by hand; below it the text stands as it was typed. */
const deepest = 12
const allowedSchemes = new Set(['http:', 'https:', 'mailto:'])

/**
 * What a person wrote, with simple Markdown: emphasis, code, links, lists and quotes. Only elements are made, never
 * markup from text; pictures are links and HTML is shown as it was typed, so nothing is loaded or run by reading.
 * `remark` stands behind the last word.
 */
export const MarkdownText = memo(function MarkdownText({ text, remark }: { text: string; remark?: string }) {
  const tokens = tokensOf(text)
  const last = remark ? tokens.at(-1) : undefined
  return (
    <div className="flex flex-col gap-2 wrap-anywhere">
      {last?.type === 'paragraph' ? (
        <>
          {renderAll(tokens.slice(0, -1), 0)}
          <p>
            {renderAll(last.tokens, 1)} <Remark>{remark}</Remark>
          </p>
        </>
      ) : (
        <>
          {renderAll(tokens, 0)}
          {remark && <Remark>{remark}</Remark>}
        </>
      )}
    </div>
  )
})

function Remark({ children }: { children: ReactNode }) {
  return <span className="text-sm text-muted">{children}</span>
}

// A text the parser gives up on is still a text.
function tokensOf(text: string): Token[] {
  try {
    return marked.lexer(text)
  } catch {
    return [{ type: 'paragraph', raw: text, text, tokens: [{ type: 'text', raw: text, text }] }]
  }
}

function renderAll(tokens: readonly Token[] | undefined, depth: number): ReactNode {
  // oxlint-disable-next-line react/no-array-index-key -- tokens of one text have no other identity and never move
  return tokens?.map((token, index) => (
    <Fragment key={index}>{render(token as MarkedToken, depth + 1)}</Fragment>
  ))
}

function render(token: MarkedToken, depth: number): ReactNode {
  if (depth > deepest) return token.raw
  switch (token.type) {
    case 'space':
      return null
    case 'checkbox':
      return token.checked ? '☑ ' : '☐ '
    case 'paragraph':
      return <p>{renderAll(token.tokens, depth)}</p>
    case 'heading':
      return <p className="font-semibold">{renderAll(token.tokens, depth)}</p>
    case 'text':
      return token.tokens ? renderAll(token.tokens, depth) : token.text
    case 'strong':
      return <strong className="font-semibold">{renderAll(token.tokens, depth)}</strong>
    case 'em':
      return <em>{renderAll(token.tokens, depth)}</em>
    case 'del':
      return <del>{renderAll(token.tokens, depth)}</del>
    case 'br':
      return <br />
    case 'hr':
      return <hr className="border-line" />
    case 'escape':
      return token.text
    case 'codespan':
      return <code className="rounded-small bg-surface-sunken px-1 font-mono text-sm">{token.text}</code>
    case 'code':
      return (
        // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- a scrolled region must be reachable by keyboard
        <pre
          tabIndex={0}
          className="max-w-full overflow-x-auto rounded-card bg-surface-sunken p-3 font-mono text-sm"
        >
          <code>{token.text}</code>
        </pre>
      )
    case 'blockquote':
      return (
        <blockquote className="flex flex-col gap-2 border-l-2 border-line-strong pl-3 text-muted">
          {renderAll(token.tokens, depth)}
        </blockquote>
      )
    case 'list':
      return (
        <List
          ordered={token.ordered}
          start={token.start}
          items={token.items.map((item) => renderAll(item.tokens, depth))}
        />
      )
    case 'link':
      return mentionedBy(token.href) === undefined ? (
        <WebLink href={token.href}>{renderAll(token.tokens, depth)}</WebLink>
      ) : (
        <Mention personId={mentionedBy(token.href) ?? ''} label={token.text} />
      )
    case 'image':
      return <WebLink href={token.href}>{token.text || token.href}</WebLink>
    default:
      return <span className="whitespace-pre-wrap">{token.raw.trim()}</span>
  }
}

function List({ ordered, start, items }: { ordered: boolean; start: number | ''; items: ReactNode[] }) {
  // oxlint-disable-next-line react/no-array-index-key -- items of one text have no other identity and never move
  const entries = items.map((item, index) => <li key={index}>{item}</li>)
  if (!ordered) return <ul className="list-disc pl-5">{entries}</ul>
  return (
    <ol className="list-decimal pl-6" start={start === '' ? 1 : start}>
      {entries}
    </ol>
  )
}

// By the present name; of whoever has left, by the one they had. One's own stands out.
function Mention({ personId, label }: { personId: string; label: string }) {
  const { members, readerId } = useMentionable()
  const member = members.find((one) => one.personId === personId)
  if (!member) return label
  return (
    <span
      className={classes(
        'rounded-small px-1 font-medium',
        personId === readerId ? 'bg-time-soft text-time' : 'bg-accent-soft text-accent',
      )}
    >
      @{member.name}
    </span>
  )
}

function WebLink({ href, children }: { href: string; children: ReactNode }) {
  const address = URL.parse(href)
  if (!address || !allowedSchemes.has(address.protocol)) return children
  return (
    <a
      href={address.href}
      target="_blank"
      rel="noopener noreferrer"
      className="text-accent underline underline-offset-2"
    >
      {children}
    </a>
  )
}
