import { Copy, Pencil, Plus, Star, Trash2 } from 'lucide-react'
import { useState } from 'react'

import { useFailure } from '#accounts/ui/use-failure.ts'
import { announce } from '#kit/announce.ts'
import { Button } from '#kit/Button.tsx'
import { ConfirmDialog } from '#kit/ConfirmDialog.tsx'
import { Dialog } from '#kit/Dialog.tsx'
import { Form } from '#kit/Form.tsx'
import { Menu } from '#kit/Menu.tsx'
import { Select } from '#kit/Select.tsx'
import { TextField } from '#kit/TextField.tsx'
import { showToast } from '#kit/toast.ts'

import { firstName, mostNameLength, type NamedSchedule } from '../named-schedule.ts'
import { type Deed, useScheduleDeed } from './use-schedule.ts'

type ScheduleChoiceProps = {
  schedules: readonly NamedSchedule[]
  chosen: NamedSchedule | undefined
  onChoose: (scheduleId: string | null) => void
}

type Naming = { title: string; name: string; deed: (name: string) => Deed }

/** Which of one's schedules is shown, and what can be done with it as a whole. */
export function ScheduleChoice({ schedules, chosen, onChoose }: ScheduleChoiceProps) {
  const [naming, setNaming] = useState<Naming | null>(null)
  const [isRemoving, setRemoving] = useState(false)
  const act = useScheduleDeed()
  const perform = (deed: Deed, said: string) =>
    act.mutate(deed, {
      onSuccess: (id) => {
        onChoose(id)
        announce(said)
      },
      onError: (error) => showToast({ text: error.message, tone: 'bad' }),
    })
  const make = (copy: NamedSchedule | undefined): Naming => ({
    title: copy ? `Copy ${copy.name}` : 'New schedule',
    name: copy ? `${copy.name}, copy`.slice(0, mostNameLength) : '',
    deed: (name) => ({ kind: 'make', name, copyOf: copy?.id ?? null }),
  })
  return (
    <div className="flex items-end gap-2">
      <Select
        label="Schedule"
        className="min-w-0 flex-1 max-w-80"
        options={
          schedules.length > 0
            ? schedules.map(({ id, name, isDefault }) => ({
                value: id,
                label: name,
                ...(isDefault && { detail: 'Default' }),
              }))
            : [{ value: '', label: firstName }]
        }
        value={chosen?.id ?? ''}
        onChange={(id) => onChoose(id || null)}
      />
      <Menu
        label="Options of this schedule"
        items={[
          { id: 'new', label: 'New schedule', icon: Plus, onAction: () => setNaming(make(undefined)) },
          ...(chosen
            ? ([
                { id: 'copy', label: 'Copy', icon: Copy, onAction: () => setNaming(make(chosen)) },
                {
                  id: 'rename',
                  label: 'Rename',
                  icon: Pencil,
                  onAction: () =>
                    setNaming({
                      title: `Rename ${chosen.name}`,
                      name: chosen.name,
                      deed: (name) => ({ kind: 'rename', scheduleId: chosen.id, name }),
                    }),
                },
                {
                  id: 'default',
                  label: 'Make it the default',
                  icon: Star,
                  isDisabled: chosen.isDefault,
                  onAction: () =>
                    perform({ kind: 'default', scheduleId: chosen.id }, `${chosen.name} is the default.`),
                },
                { id: 'line', separator: true },
                {
                  id: 'remove',
                  label: 'Remove',
                  icon: Trash2,
                  isDanger: true,
                  isDisabled: chosen.isDefault,
                  onAction: () => setRemoving(true),
                },
              ] as const)
            : []),
        ]}
      />
      {naming && <NameDialog naming={naming} onDone={onChoose} onClose={() => setNaming(null)} />}
      {chosen && (
        <ConfirmDialog
          title={`Remove ${chosen.name}?`}
          isOpen={isRemoving}
          onOpenChange={setRemoving}
          confirmLabel="Remove"
          isDanger
          onConfirm={() => {
            setRemoving(false)
            perform({ kind: 'remove', scheduleId: chosen.id }, `${chosen.name} is removed.`)
          }}
        >
          What uses it goes by your default from then on. Meetings stay as they are.
        </ConfirmDialog>
      )}
    </div>
  )
}

type NameDialogProps = { naming: Naming; onDone: (id: string | null) => void; onClose: () => void }

function NameDialog({ naming, onDone, onClose }: NameDialogProps) {
  const [name, setName] = useState(naming.name)
  const act = useScheduleDeed()
  const failure = useFailure(act.error)
  const send = () =>
    act.mutate(naming.deed(name), {
      onSuccess: (id) => {
        onDone(id)
        onClose()
      },
    })
  return (
    <Dialog
      title={naming.title}
      width="narrow"
      isOpen
      onOpenChange={(isOpen) => !isOpen && onClose()}
      actions={
        <Button variant="primary" isPending={act.isPending} isDisabled={name.trim() === ''} onPress={send}>
          Save
        </Button>
      }
    >
      <Form failure={failure} onSubmit={send}>
        <TextField
          label="Name"
          name="name"
          description="For you alone, such as “Clients” or “Evenings”."
          maxLength={mostNameLength}
          value={name}
          onChange={setName}
          autoFocus
        />
      </Form>
    </Dialog>
  )
}
