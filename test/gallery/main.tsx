import './gallery.css'

import { createRoot } from 'react-dom/client'

import { LiveRegion } from '#kit/LiveRegion.tsx'
import { PreferencesProvider } from '#kit/preferences.tsx'
import { ToastRegion } from '#kit/ToastRegion.tsx'

import { Gallery } from './Gallery.tsx'

// Everything in the kit on one page, to look at: `vite test/gallery --config vite.config.ts`, then ?hours=24&weekStart=1.
const wanted = new URLSearchParams(location.search)
const root = document.getElementById('root')
if (root) {
  createRoot(root).render(
    <PreferencesProvider
      timeZone="Europe/Lisbon"
      locale="en-GB"
      hourCycle={wanted.get('hours') === '12' ? 12 : 24}
      weekStart={Number(wanted.get('weekStart') ?? 1)}
    >
      <Gallery />
      <ToastRegion />
      <LiveRegion />
    </PreferencesProvider>,
  )
}
