import { type Client, openClient } from './client.ts'

/** Makes the cameras of a page as small as asked, so that six of them find room on one machine. Runs in the page. */
export function cameraOf(width: number, height: number, frameRate: number): string {
  return `
  const real = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices)
  navigator.mediaDevices.getUserMedia = (wanted) =>
    real(wanted.video ? { ...wanted, video: ${JSON.stringify({ width, height, frameRate })} } : wanted)`
}

/** As small as the reference figures ask for. */
export const smallCamera = cameraOf(320, 240, 15)

/** Whoever comes when the whole cast is there. */
export const sixth = newcomer('Finn Berg', 'finn@parley.test', 'Europe/Oslo')

/** Whoever comes when the call is full. */
export const seventh = newcomer('Gita Rao', 'gita@parley.test', 'Asia/Kolkata')

/** Signs one of them up. */
export async function signUpNewcomer(url: string, who: typeof sixth): Promise<Client> {
  const client = openClient(url)
  const answer = await client.post('/api/sign-up', who)
  if (answer.status !== 200) throw new Error(`Could not sign up: ${JSON.stringify(answer.body)}`)
  return client
}

function newcomer(name: string, email: string, timeZone: string) {
  return { name, email, password: 'a late seat at the table', timeZone }
}
