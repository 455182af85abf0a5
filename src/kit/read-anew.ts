import type { QueryClient, QueryKey } from '@tanstack/react-query'

/**
 * Reads again what is shown under a key, and under any that begins so, once something has changed. What is being read for the
 * first time just then may come from before the change, and the library would let that reading stand: it is begun anew as well.
 */
export function readAnew(queries: QueryClient, { queryKey }: { queryKey: QueryKey }): Promise<void> {
  const first = queries
    .getQueryCache()
    .findAll({ queryKey, type: 'active', fetchStatus: 'fetching', predicate: isFirst })
  for (const query of first) void query.cancel({ silent: true })
  return queries.invalidateQueries({ queryKey })
}

function isFirst({ state }: { state: { data: unknown } }): boolean {
  return state.data === undefined
}
