import { QueryClient, QueryObserver } from '@tanstack/react-query'
import { expect, test, vi } from 'vitest'

import { readAnew } from './read-anew.ts'

test.each(['for the first time', 'again'])(
  'what changes while it is read %s is shown as it is afterwards',
  async (which) => {
    let stands = 'before'
    const answers: (() => void)[] = []
    const queries = new QueryClient()
    const shown = new QueryObserver(queries, {
      queryKey: ['meeting', '1'],
      queryFn: () => {
        const read = stands
        return new Promise<string>((resolve) => answers.push(() => resolve(read)))
      },
    })
    const stop = shown.subscribe(() => undefined)
    if (which === 'again') {
      answers.shift()?.()
      await vi.waitFor(() => expect(shown.getCurrentResult().data).toBe('before'))
      void shown.refetch()
    }
    expect(answers).toHaveLength(1)
    stands = 'afterwards'
    const done = readAnew(queries, { queryKey: ['meeting', '1'] })
    for (const answer of answers) answer()
    await done
    expect(shown.getCurrentResult()).toMatchObject({
      data: 'afterwards',
      status: 'success',
      fetchStatus: 'idle',
    })
    stop()
  },
)
