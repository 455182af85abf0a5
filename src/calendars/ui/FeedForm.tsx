import { call } from '#kit/api.ts'
import { Button } from '#kit/Button.tsx'
import { Form } from '#kit/Form.tsx'
import { FormActions } from '#kit/FormActions.tsx'
import { TextField } from '#kit/TextField.tsx'

import { linkFeed } from '../contract/linking.ts'
import { useLinking } from './use-linking.ts'
import { useTyped } from './use-typed.ts'

type FeedFormProps = { relinksId?: string | undefined; onLinked: () => void }

/** Links an iCalendar address, which is only read. */
export function FeedForm({ relinksId, onLinked }: FeedFormProps) {
  const { typed, type, forget } = useTyped(`feed.${relinksId ?? ''}`, { address: '' })
  const { send, isPending, failure } = useLinking(async () => {
    await call(linkFeed, { body: { address: typed.address, relinksId } })
    forget()
  }, onLinked)

  return (
    <Form failure={failure} onSubmit={send} className="gap-4">
      <TextField
        label="Address of the feed"
        name="address"
        inputMode="url"
        autoComplete="off"
        placeholder="https://… or webcal://…"
        value={typed.address}
        onChange={(address) => type({ address })}
        isRequired
        description="Its busy times are taken out of what you offer. Meetings cannot be written into a feed."
      />
      <FormActions>
        <Button type="submit" variant="primary" isPending={isPending}>
          {relinksId === undefined ? 'Connect' : 'Relink'}
        </Button>
      </FormActions>
    </Form>
  )
}
