import { useState } from 'react'

import { needsRelinking } from '#calendars/ui/link-words.ts'
import { type Calendars, useCalendars } from '#calendars/ui/use-calendars.ts'

export const connectStep = 'Connect your calendar'
export const hoursStep = 'Share your availability'
export const durationStep = 'Choose meeting duration'

const withConnecting = [connectStep, hoursStep, durationStep]
const withoutConnecting = [hoursStep, durationStep]

/**
 * The steps of sending an invite, or of changing one. Connecting comes first while nothing good is linked; that is settled
 * each time the flow opens at its first step, so that no step goes from under one's feet. `isSettled` is false until it is known.
 */
export function useFlowSteps({ isChanging, isOpen }: { isChanging: boolean; isOpen: boolean }) {
  const { calendars, error } = useCalendars()
  const [settled, setSettled] = useState<readonly string[] | null>(isChanging ? withoutConnecting : null)
  const [current, setCurrent] = useState(0)
  const [wasOpen, setWasOpen] = useState(false)
  const known = calendars && (isWellLinked(calendars) ? withoutConnecting : withConnecting)
  if (wasOpen !== isOpen) {
    setWasOpen(isOpen)
    if (isOpen && current === 0 && !isChanging) setSettled(known ?? null)
  }
  if (settled === null && (known || error)) setSettled(known ?? withConnecting)
  const steps = settled ?? withConnecting
  return {
    steps,
    current,
    step: steps[current],
    isSettled: settled !== null,
    links: calendars?.links ?? [],
    goOn: () => setCurrent(Math.min(current + 1, steps.length - 1)),
    goBack: () => setCurrent(Math.max(current - 1, 0)),
    goTo: (step: string) => setCurrent(Math.max(0, steps.indexOf(step))),
    /** Begins anew, with what is linked by then. */
    restart() {
      setCurrent(0)
      if (!isChanging) setSettled(null)
    },
  }
}

function isWellLinked({ links }: Calendars): boolean {
  return links.some(({ state }) => state === 'linked') && !links.some(needsRelinking)
}
