import '#kit/tokens.css'

import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { config } from 'zod'

// Otherwise every page tries whether it may make functions out of text, which our policy forbids and reports.
config({ jitless: true })

await bringTemporal()
// Everything that touches time is loaded after it is there.
const { App, openPage } = await import('./App.tsx')

const root = document.getElementById('root')
if (!root) throw new Error('The page has no root.')
// What the server wrote stays until there is something to put in its place.
if (root.hasChildNodes()) await openPage()
createRoot(root).render(
  <StrictMode>
    <App />
  </StrictMode>,
)

// Browsers without Temporal get it before anything else runs; the others load nothing.
async function bringTemporal(): Promise<void> {
  if (typeof Temporal === 'undefined') await import('temporal-polyfill/global')
}
