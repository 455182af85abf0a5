/** A bounded store of what was worked out: when it is full, what was asked for longest ago is forgotten. */
export type KeptAnswers<T> = {
  find(key: string): T | undefined
  keep(key: string, answer: T): void
}

/** Makes one for at most so many answers. It lives in this process only and may be empty at any time. */
export function createKeptAnswers<T>(most: number): KeptAnswers<T> {
  const answers = new Map<string, T>()
  const keep = (key: string, answer: T): void => {
    // A map goes through its keys in the order they came.
    answers.delete(key)
    answers.set(key, answer)
    const [oldest] = answers.keys()
    if (answers.size > most && oldest !== undefined) answers.delete(oldest)
  }
  return {
    find(key) {
      const answer = answers.get(key)
      if (answer !== undefined) keep(key, answer)
      return answer
    },
    keep,
  }
}
