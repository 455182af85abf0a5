import { useId, useState } from 'react'

import { Button } from '#kit/Button.tsx'
import { Dialog } from '#kit/Dialog.tsx'
import { type Failure, failureOf } from '#kit/form-failure.ts'
import { Form } from '#kit/Form.tsx'
import { TextField } from '#kit/TextField.tsx'

type Props = {
  title: string
  description?: string
  /** The verb of its button. */
  doLabel: string
  firstName?: string
  isOpen: boolean
  onOpenChange: (isOpen: boolean) => void
  /** Closes when this is done; a refusal is shown and what was typed stays. */
  onName: (name: string) => Promise<void>
}

/** One field for the name of a room. */
export function RoomNameDialog(props: Props) {
  const { title, description, isOpen, onOpenChange } = props
  return (
    <Dialog
      title={title}
      {...(description !== undefined && { description })}
      width="narrow"
      isOpen={isOpen}
      onOpenChange={onOpenChange}
    >
      <NameForm {...props} />
    </Dialog>
  )
}

function NameForm({ doLabel, firstName = '', onOpenChange, onName }: Props) {
  const id = useId()
  const [name, setName] = useState(firstName)
  const [failure, setFailure] = useState<Failure | null>(null)
  const [isPending, setPending] = useState(false)
  async function submit(): Promise<void> {
    setPending(true)
    setFailure(null)
    try {
      await onName(name)
      onOpenChange(false)
    } catch (error) {
      setFailure(failureOf(error))
    } finally {
      setPending(false)
    }
  }
  return (
    <Form id={id} onSubmit={submit} failure={failure}>
      <TextField
        label="Name"
        name="name"
        value={name}
        onChange={setName}
        maxLength={80}
        isRequired
        autoFocus
      />
      <div className="flex justify-end gap-2">
        <Button variant="quiet" onPress={() => onOpenChange(false)}>
          Go back
        </Button>
        <Button variant="primary" type="submit" isPending={isPending}>
          {doLabel}
        </Button>
      </div>
    </Form>
  )
}
