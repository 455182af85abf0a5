import { z } from 'zod'

const choices = z.object({
  microphoneId: z.string().optional(),
  cameraId: z.string().optional(),
  speakerId: z.string().optional(),
  /** How one came in last time. */
  microphone: z.boolean().default(true),
  camera: z.boolean().default(true),
})

/** Which devices somebody chose in this browser, and whether they came in with sound and picture. */
export type Choices = z.infer<typeof choices>

const key = 'parley.call.choices'

/** What was chosen last time; everything on where nothing was. */
export function readChoices(): Choices {
  try {
    return choices.parse(JSON.parse(localStorage.getItem(key) ?? '{}'))
  } catch {
    // Written by something else, or not readable here: as if nothing was chosen.
    return choices.parse({})
  }
}

/** Keeps them for the next time. */
export function keepChoices(chosen: Choices): void {
  try {
    localStorage.setItem(key, JSON.stringify(chosen))
  } catch {
    // A browser that keeps nothing asks again next time.
  }
}
