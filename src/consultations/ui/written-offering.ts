import { type Offering, offering as offeringShape } from '../contract.ts'

// As the server wrote it into the page; read before the app takes the page over.
const writtenAt = location.pathname
const written = document.querySelector<HTMLElement>('[data-offering]')?.dataset.offering

/** The offering that stands in the page already, if the page is the one of this address. */
export function writtenOffering(path: string): Offering | undefined {
  if (written === undefined || path !== writtenAt) return undefined
  return offeringShape.safeParse(JSON.parse(written)).data
}
