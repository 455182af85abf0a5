import { type Client, openClient } from './client.ts'

/** A camera as small as the reference figures ask for, so that six pages find room on one machine. Runs in the page. */
export const smallCamera = `
  const real = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices)
  navigator.mediaDevices.getUserMedia = (wanted) =>
    real(wanted.video ? { ...wanted, video: { width: 320, height: 240, frameRate: 15 } } : wanted)`

/** Whoever comes when the whole cast is there. */
export const sixth = {
  name: 'Finn Berg',
  email: 'finn@parley.test',
  password: 'a sixth at the table',
  timeZone: 'Europe/Oslo',
}

/** Signs the sixth one up. */
export async function signUpSixth(url: string): Promise<Client> {
  const client = openClient(url)
  const answer = await client.post('/api/sign-up', sixth)
  if (answer.status !== 200) throw new Error(`Could not sign up: ${JSON.stringify(answer.body)}`)
  return client
}
