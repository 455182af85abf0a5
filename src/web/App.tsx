import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { RouterProvider } from '@tanstack/react-router'

import { PreferencesFromMe } from '#accounts/ui/PreferencesFromMe.tsx'
import { mayPass } from '#kit/api.ts'
import { LiveRegion } from '#kit/LiveRegion.tsx'
import { ToastRegion } from '#kit/ToastRegion.tsx'
import { RoomRegistryProvider } from '#rooms/ui/registry.tsx'

import { registry } from './registries.ts'
import { router } from './router.tsx'

const queries = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 30_000,
      retry: (failures, error) => mayPass(error) && failures < 3,
    },
  },
})

/** Loads what the page of the address needs, before anything is drawn. */
export function openPage(): Promise<void> {
  return router.load()
}

/** The whole app: what is known, how times are said, and the page for the address. */
export function App() {
  return (
    <QueryClientProvider client={queries}>
      <PreferencesFromMe>
        <RoomRegistryProvider value={registry}>
          <RouterProvider router={router} />
        </RoomRegistryProvider>
        <ToastRegion />
        <LiveRegion />
      </PreferencesFromMe>
    </QueryClientProvider>
  )
}
