import { classes } from './classes.ts'
import { initialsOf } from './initials.ts'
import { usePersonTone } from './person-tones.tsx'

type AvatarProps = {
  name: string
  /** What the colour is drawn from; the person's id, so that a new name keeps it. */
  seed?: string
  size?: 'small' | 'regular' | 'large'
  className?: string
}

const sizes = {
  small: 'size-6 text-[0.625rem]',
  regular: 'size-8 text-[0.75rem]',
  large: 'size-12 text-base',
}

const tones = [
  'bg-person-1 text-person-1-text',
  'bg-person-2 text-person-2-text',
  'bg-person-3 text-person-3-text',
  'bg-person-4 text-person-4-text',
  'bg-person-5 text-person-5-text',
  'bg-person-6 text-person-6-text',
]

/** A person by initials on a calm colour. The name stands beside it or is said by what holds it, so it is silent itself. */
export function Avatar({ name, seed = name, size = 'regular', className }: AvatarProps) {
  const tone = usePersonTone(seed)
  return (
    <span
      aria-hidden="true"
      // Drawn and not written: what is written in a button must be in its name (WCAG 2.2 §2.5.3).
      data-initials={initialsOf(name)}
      className={classes(
        'inline-grid shrink-0 place-items-center rounded-full leading-none font-semibold tracking-wide select-none before:content-[attr(data-initials)]',
        sizes[size],
        tones[tone],
        className,
      )}
    />
  )
}
