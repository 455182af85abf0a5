import type { InvalidateQueryFilters, QueryClient } from '@tanstack/react-query'

/**
 * Reads again what is shown of these, once something has changed. What is being read for the first time just then may come from
 * before the change, and the library would let that reading stand: it is begun anew as well.
 */
export function readAnew(queries: QueryClient, filters: InvalidateQueryFilters): Promise<void> {
  const first = queries
    .getQueryCache()
    .findAll({ ...filters, type: 'active', fetchStatus: 'fetching', predicate: isFirst })
  for (const query of first) void query.cancel({ silent: true })
  return queries.invalidateQueries(filters)
}

function isFirst({ state }: { state: { data: unknown } }): boolean {
  return state.data === undefined
}
