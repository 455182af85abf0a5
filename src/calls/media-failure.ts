export type MediaKind = 'microphone' | 'camera' | 'screen'

/** What went wrong with a device, and what one can do about it. */
export type MediaFailure = { what: string; remedy: string }

const nouns: Record<MediaKind, string> = {
  microphone: 'microphone',
  camera: 'camera',
  screen: 'screen',
}

/** Says in words why a device cannot be used, from the name of the error (Media Capture and Streams §10.2). */
export function mediaFailure(kind: MediaKind, errorName: string): MediaFailure {
  const noun = nouns[kind]
  switch (errorName) {
    case 'InsecureContext':
      return {
        what: `This address may not use your ${noun}.`,
        remedy: 'Browsers allow it on https addresses alone. Ask whoever runs Parley here for one.',
      }
    case 'NotAllowedError':
    case 'SecurityError':
      return {
        what: `Parley may not use your ${noun}.`,
        remedy:
          'Allow it at the sign beside the address of this page, and perhaps in the settings of your device.',
      }
    case 'NotFoundError':
    case 'OverconstrainedError':
      return {
        what: `There is no ${noun} on this device.`,
        remedy: 'Connect one and it is found by itself.',
      }
    case 'NotReadableError':
    case 'AbortError':
      return {
        what: `Your ${noun} does not answer.`,
        remedy: 'Another program may be using it. Close that, or choose another one.',
      }
    default:
      return {
        what: `Your ${noun} cannot be used.`,
        remedy: 'Choose another one, or start the browser anew.',
      }
  }
}
