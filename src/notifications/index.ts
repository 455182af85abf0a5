/** Tells people something by the channels they want, in the caller's change. Callers never look at settings themselves. */
export { type NoticeToTell, tell, tellAll } from './steps/tell.ts'
/** Takes back what people were told, or one of them, and the way to a room they are not in any more, in the caller's change. */
export { takeBack, takeBackFrom } from './steps/take-back.ts'
export { closeWayToRoom } from './steps/close-way-to-room.ts'
/** Until when such a thing waits for the end of a person's quiet hours, or null; for who decides at that time what to tell. */
export { findWait } from './steps/find-wait.ts'
/** Marks what a person was told of a room's messages as read, in the caller's change. */
export { readRoomNotices } from './steps/read-room-notices.ts'
/** What somebody wants of a room, and of all rooms without a choice of their own; whoever calls has checked access. */
export { findRoomWishes } from './store/room-wishes.ts'
/** Changes it, in the caller's change; what is left out stays as it was. */
export { changeRoomWishes } from './steps/change-room-wishes.ts'
/** What is due by the clock. */
export { chores } from './jobs.ts'
/** Every address of notifications. */
export { routes } from './routes.ts'
/** Hands a push to the service of its device: the channel for push. */
export { sendPush } from './steps/send-push.ts'
/** Takes somebody's name out of what others were told; what they were told, as plain JSON. */
export { erasePersonal } from './actions/erase-personal.ts'
export { exportPersonal } from './actions/export-personal.ts'
