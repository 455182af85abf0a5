import { Crown, UserMinus } from 'lucide-react'
import { useState } from 'react'

import { call } from '#kit/api.ts'
import { Avatar } from '#kit/Avatar.tsx'
import { ConfirmDialog } from '#kit/ConfirmDialog.tsx'
import { Menu } from '#kit/Menu.tsx'
import { usePreferences } from '#kit/preferences.tsx'
import { useNow } from '#kit/use-now.ts'

import { handOverRoom, type Member, removeMember } from '../contract/room.ts'
import type { RoomState } from '../room.ts'
import { sayTimeThere } from './said-times.ts'

type Question = { kind: 'remove' | 'hand-over'; member: Member }

/** Everybody in the room with their local time; its owner can hand over and remove. */
export function MemberList({ state, personId }: { state: RoomState; personId: string }) {
  const [question, setQuestion] = useState<Question | null>(null)
  const { room, members } = state
  const isOwner = room.role === 'owner'
  return (
    <section aria-label="People in this room">
      <ul className="flex flex-col gap-1">
        {members.map((member) => (
          <MemberRow
            key={member.personId}
            member={member}
            isReader={member.personId === personId}
            onAsk={isOwner && member.personId !== personId ? setQuestion : null}
          />
        ))}
      </ul>
      <MemberQuestion roomId={room.id} question={question} onClose={() => setQuestion(null)} />
    </section>
  )
}

type RowProps = { member: Member; isReader: boolean; onAsk: ((question: Question) => void) | null }

function MemberRow({ member, isReader, onAsk }: RowProps) {
  const preferences = usePreferences()
  const now = useNow()
  const time = sayTimeThere(now, member.timeZone, preferences)
  return (
    <li className="flex min-h-12 items-center gap-3">
      <Avatar name={member.name} seed={member.personId} />
      <div className="min-w-0 flex-1">
        <p className="truncate">
          <span className="font-semibold">{member.name}</span>
          {isReader && <span className="text-muted"> (you)</span>}
        </p>
        <p className="tabular truncate text-sm text-muted">
          {member.role === 'owner' ? `Owner · ${time}` : time}
        </p>
      </div>
      {onAsk && (
        <Menu
          label={`Options for ${member.name}`}
          items={[
            {
              id: 'hand-over',
              label: 'Make owner',
              icon: Crown,
              onAction: () => onAsk({ kind: 'hand-over', member }),
            },
            {
              id: 'remove',
              label: 'Remove from room',
              icon: UserMinus,
              isDanger: true,
              onAction: () => onAsk({ kind: 'remove', member }),
            },
          ]}
        />
      )}
    </li>
  )
}

type QuestionProps = { roomId: string; question: Question | null; onClose: () => void }

function MemberQuestion({ roomId, question, onClose }: QuestionProps) {
  if (!question) return null
  const { member } = question
  const close = (isOpen: boolean) => !isOpen && onClose()
  if (question.kind === 'remove') {
    return (
      <ConfirmDialog
        title={`Remove ${member.name}?`}
        isOpen
        onOpenChange={close}
        confirmLabel="Remove"
        isDanger
        onConfirm={async () => {
          await call(removeMember, { params: { roomId, personId: member.personId } })
        }}
      >
        <p>
          They will not see this room any more, and are dropped from its meetings to come. Entry links made so
          far stop working, so that no old one leads back.
        </p>
      </ConfirmDialog>
    )
  }
  return (
    <ConfirmDialog
      title={`Make ${member.name} the owner?`}
      isOpen
      onOpenChange={close}
      confirmLabel="Make owner"
      onConfirm={async () => {
        await call(handOverRoom, { params: { roomId }, body: { personId: member.personId } })
      }}
    >
      <p>From then on, {member.name} can rename the room and remove people from it; you cannot.</p>
    </ConfirmDialog>
  )
}
