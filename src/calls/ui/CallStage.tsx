import type { Ref } from 'react'

import { classes } from '#kit/classes.ts'

import { Tile, type TileView } from './Tile.tsx'

export type Layout = 'grid' | 'speaker'

type CallStageProps = {
  tiles: readonly TileView[]
  layout: Layout
  /** Key of the tile that is large in the speaker layout; a screen is always. */
  mainKey: string | null
  speakingKey: string | null
  mainRef: Ref<HTMLVideoElement>
}

const columns: Record<number, string> = {
  1: 'grid-cols-1',
  2: 'grid-cols-2 narrow:grid-cols-1',
  3: 'grid-cols-2',
  4: 'grid-cols-2',
}

/** Everybody in the call, all alike or one of them large. */
export function CallStage({ tiles, layout, mainKey, speakingKey, mainRef }: CallStageProps) {
  const screen =
    tiles.find(({ isScreen, isOwn }) => isScreen && !isOwn) ?? tiles.find(({ isScreen }) => isScreen)
  const others = tiles.filter(({ isOwn }) => !isOwn)
  const main = screen ?? tiles.find(({ key }) => key === mainKey) ?? others[0] ?? tiles[0]
  if (!main) return null
  if (!screen && (layout === 'grid' || tiles.length === 1)) {
    return (
      <div
        className={classes(
          'grid min-h-0 flex-1 auto-rows-fr gap-2',
          columns[tiles.length] ?? 'grid-cols-3 narrow:grid-cols-2',
        )}
      >
        {tiles.map((view) => (
          <Tile
            key={view.key}
            view={view}
            isSpeaking={view.key === speakingKey}
            {...(view === main && { videoRef: mainRef })}
          />
        ))}
      </div>
    )
  }
  return (
    <div className="flex min-h-0 flex-1 flex-col gap-2">
      <Tile view={main} isSpeaking={main.key === speakingKey} videoRef={mainRef} className="min-h-0 flex-1" />
      <div className="flex h-28 shrink-0 justify-center gap-2 overflow-x-auto narrow:h-20 narrow:justify-start">
        {tiles
          .filter((view) => view !== main)
          .map((view) => (
            <Tile
              key={view.key}
              view={view}
              isSpeaking={view.key === speakingKey}
              className="aspect-video h-full shrink-0"
            />
          ))}
      </div>
    </div>
  )
}
