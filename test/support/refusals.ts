import { Refusal } from '#platform/refusal.ts'

/** What is thrown as a refusal; undefined when nothing is. Any other error is thrown on. */
export function refusalOf(work: () => unknown): Refusal | undefined {
  try {
    work()
  } catch (error) {
    if (error instanceof Refusal) return error
    throw error
  }
  return undefined
}

/** The code of what is refused; undefined when nothing is. */
export function refusedCode(work: () => unknown): string | undefined {
  return refusalOf(work)?.code
}
