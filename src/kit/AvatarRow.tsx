import { Avatar } from './Avatar.tsx'

type AvatarRowProps = {
  people: readonly { id: string; name: string }[]
  /** How many are drawn before the rest becomes a number. */
  max?: number
}

/** Several people at a glance; their names are said. */
export function AvatarRow({ people, max = 4 }: AvatarRowProps) {
  const drawn = people.slice(0, max)
  const left = people.length - drawn.length
  return (
    <span
      role="img"
      aria-label={people.map(({ name }) => name).join(', ')}
      className="inline-flex items-center"
    >
      {drawn.map(({ id, name }) => (
        <Avatar
          key={id}
          seed={id}
          name={name}
          size="small"
          className="-ml-0.5 ring-1 ring-surface first:ml-0"
        />
      ))}
      {left > 0 && <span className="tabular pl-1.5 text-sm text-muted">+{left}</span>}
    </span>
  )
}
