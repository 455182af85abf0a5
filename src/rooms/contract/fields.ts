import { z } from 'zod'

import { id } from '#platform/contract.ts'

export const roomParams = z.object({ roomId: id })

/** The stream's number at the moment the state was read: events above it are still to be applied. */
export const head = z.number().int()

export const role = z.enum(['owner', 'member'])
