import tailwindcss from '@tailwindcss/vite'
import react from '@vitejs/plugin-react'
import { defineConfig, type Plugin } from 'vite'

/**
 * The browser part, from index.html into dist/web. Everything it needs is a file of its own with a hash in its name:
 * no inline script, style or data address, so that the page runs under `script-src 'self'`.
 */
export default defineConfig({
  plugins: [react(), tailwindcss(), onlyEnglish()],
  build: {
    outDir: 'dist/web',
    emptyOutDir: true,
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
    chunkSizeWarningLimit: 700,
    rolldownOptions: {
      output: {
        // What rarely changes keeps its name, and its place in people's caches, from release to release.
        codeSplitting: {
          groups: [{ name: 'react', test: /node_modules[\\/](react|react-dom|scheduler)[\\/]/ }],
        },
      },
    },
  },
})

/** React Aria brings the words of its parts in thirty languages; ours are English, so only theirs in English are sent. */
function onlyEnglish(): Plugin {
  const otherWords = /react-(?:aria|stately)[^?]*[\\/]intl[\\/].*[\\/](?!en-)[a-z]{2}-[A-Z]{2}\.m?js$/
  return {
    name: 'parley:only-english',
    apply: 'build',
    load: {
      filter: { id: otherWords },
      handler: () => 'export default {}',
    },
  }
}
