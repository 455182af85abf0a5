/** A picture as it is kept and served: without what cameras and programs write beside it (places, people, times). */
export type CleanPicture = {
  mediaType: 'image/jpeg' | 'image/png'
  width: number
  height: number
  content: Uint8Array
}

export const mostPictureBytes = 524_288
const leastPixels = 40
const mostPixels = 4000

/** Reads a picture by what is in it, whatever it is called; a sentence where it is none that can be taken. */
export function cleanPicture(bytes: Uint8Array): CleanPicture | { refused: string } {
  if (bytes.length > mostPictureBytes) return { refused: 'This picture is larger than 512 kB.' }
  const picture = readPng(bytes) ?? readJpeg(bytes)
  if (!picture) return { refused: 'Choose a JPEG or PNG picture.' }
  const { width, height } = picture
  const fits = [width, height].every((length) => length >= leastPixels && length <= mostPixels)
  return fits ? picture : { refused: `Choose a picture of ${leastPixels} to ${mostPixels} pixels each way.` }
}

const pngStart = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]
// What changes how it looks (PNG, third edition, §11); everything else is left out.
const pngKept = /^(?:IHDR|PLTE|IDAT|IEND|tRNS|gAMA|sRGB|iCCP|cHRM|sBIT|bKGD|pHYs)$/

function readPng(bytes: Uint8Array): CleanPicture | undefined {
  if (!pngStart.every((byte, index) => bytes[index] === byte)) return undefined
  const view = viewOf(bytes)
  const parts = [bytes.subarray(0, 8)]
  for (let at = 8; at + 12 <= bytes.length;) {
    const end = at + 12 + view.getUint32(at)
    const type = String.fromCharCode(...bytes.subarray(at + 4, at + 8))
    if (end > bytes.length || (at === 8 && type !== 'IHDR')) return undefined
    if (pngKept.test(type)) parts.push(bytes.subarray(at, end))
    if (type === 'IEND') {
      const size = { width: view.getUint32(16), height: view.getUint32(20) }
      return { mediaType: 'image/png', ...size, content: joined(parts) }
    }
    at = end
  }
  return undefined
}

// ITU-T T.81 §B.1: markers, most of them before a segment with its length.
function readJpeg(bytes: Uint8Array): CleanPicture | undefined {
  if (bytes[0] !== 0xff || bytes[1] !== 0xd8) return undefined
  const view = viewOf(bytes)
  const parts = [bytes.subarray(0, 2)]
  let size: { width: number; height: number } | undefined
  for (let at = 2; at + 4 <= bytes.length;) {
    const marker = bytes[at + 1] ?? 0
    if (bytes[at] !== 0xff) return undefined
    // From the scan on it is the picture itself.
    if (marker === 0xda) {
      return size && { mediaType: 'image/jpeg', ...size, content: joined([...parts, bytes.subarray(at)]) }
    }
    const end = at + 2 + view.getUint16(at + 2)
    if (end > bytes.length || end < at + 4) return undefined
    if (isFrame(marker) && end >= at + 9) {
      size = { height: view.getUint16(at + 5), width: view.getUint16(at + 7) }
    }
    if (isKeptOfJpeg(marker)) parts.push(bytes.subarray(at, end))
    at = end
  }
  return undefined
}

function isFrame(marker: number): boolean {
  return marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker)
}

// Of what applications write only what says how colours are meant: JFIF, ICC and Adobe's. No comments.
function isKeptOfJpeg(marker: number): boolean {
  const isOfApplication = marker >= 0xe0 && marker <= 0xef
  return isOfApplication ? [0xe0, 0xe2, 0xee].includes(marker) : marker !== 0xfe
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
}

function joined(parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((length, part) => length + part.length, 0))
  let at = 0
  for (const part of parts) {
    whole.set(part, at)
    at += part.length
  }
  return whole
}
