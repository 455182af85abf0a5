import { useNavigate } from '@tanstack/react-router'
import { Video } from 'lucide-react'
import { useState } from 'react'

import { call } from '#kit/api.ts'
import { failureOf } from '#kit/form-failure.ts'
import { IconButton } from '#kit/IconButton.tsx'
import { showToast } from '#kit/toast.ts'
import type { RoomToolProps } from '#rooms/ui/registry.tsx'

import { startCall } from '../contract.ts'

/** The call icon in a room's header: starts a call at once, or leads to the one that runs. */
export function CallTool({ room }: RoomToolProps) {
  const navigate = useNavigate()
  const [isPending, setPending] = useState(false)
  const start = async () => {
    if (isPending) return
    setPending(true)
    try {
      const { joinPath } = await call(startCall, { params: { roomId: room.id } })
      await navigate({ href: joinPath })
    } catch (error) {
      showToast({ tone: 'bad', text: failureOf(error).message })
    } finally {
      setPending(false)
    }
  }
  return <IconButton label="Start or join a call" icon={Video} onPress={() => void start()} />
}
