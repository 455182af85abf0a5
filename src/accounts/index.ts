/** Who comes in: for the HTTP server and the live stream. */
export { gate } from './access.ts'

/**
 * Signs a person in on one more browser, inside the caller's change; `cookie` is the Set-Cookie value. The caller knows who it
 * is.
 */
export { startSession } from './steps/start-session.ts'

/** Marks an address as its person's own, inside the caller's change; for what else proves it, such as an entry mail. */
export { markAddressVerified } from './steps/mark-address-verified.ts'

/** The person or null; by id, or by address in lower case. Zones are IANA ids, instants milliseconds UTC. */
export { findPerson, findPersonByEmail } from './store/people.ts'

/** Those of the people who exist, in no particular order. */
export { listPeople } from './store/people.ts'

/** Whether a person has asked to be erased: until the date they can undo it, but are not to be found any more. */
export { isLeaving } from './store/erasures.ts'

/** The handle under which a person is found, or null; who has a handle or had it before, and the one they have now. */
export { findHandle, findPersonByHandle } from './store/handles.ts'

/** What a person would call the browser behind a User-Agent. */
export { describeDevice } from './device.ts'

/** What a person is called and was before, for those who take their name out of what they keep. */
export { listNames } from './store/erasures.ts'
/** What is written in its place. */
export { deletedName } from './erasure.ts'

/** What accounts keep of a person, as plain JSON; and the last part of erasing one. */
export { exportPersonal } from './actions/export-personal.ts'
export { erasePersonal } from './actions/erase-personal.ts'

/** Carries out what is due of deleting accounts, given every part that keeps something of people. */
export { eraseDueAccounts } from './actions/erase-due-accounts.ts'

/** Every address of accounts, given the rooms' entries. */
export { createRoutes } from './routes.ts'
