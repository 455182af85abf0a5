/** A picture as it is sent: its height, how often, and how many bits of it in a second at most. */
export type PictureSize = { height: number; frameRate: number; bitrate: number }

const sizes = {
  two: { height: 720, frameRate: 30, bitrate: 1_500_000 },
  three: { height: 480, frameRate: 30, bitrate: 700_000 },
  four: { height: 360, frameRate: 15, bitrate: 350_000 },
  more: { height: 240, frameRate: 12, bitrate: 200_000 },
}

/** How large the picture of each is among so many people, all of whom are sent to by everybody. */
export function sizeFor(people: number): PictureSize {
  if (people <= 2) return sizes.two
  if (people === 3) return sizes.three
  return people === 4 ? sizes.four : sizes.more
}
