import { type ICalAlarmData, ICalAlarmType } from 'ical-generator'

import { cleanLine } from './plain-text.ts'

/** How long before a meeting the calendars that we write to alert their owner, where they have no defaults of their own. */
export const alertMinutes = 10

/** The alarm of a meeting (VALARM, RFC 5545 §3.6.6): shown, never a sound or a mail. */
export function displayAlarm(title: string): ICalAlarmData {
  return {
    type: ICalAlarmType.display,
    trigger: alertMinutes * 60,
    description: cleanLine(title, 255) || 'Meeting',
  }
}
