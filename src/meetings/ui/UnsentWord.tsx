import { Banner } from '#kit/Banner.tsx'
import { Button } from '#kit/Button.tsx'
import { TextArea } from '#kit/TextArea.tsx'

import { useWordToRoom } from './use-word-to-room.ts'

type UnsentWordProps = {
  roomId: string
  word: string
  setWord: (word: string) => void
  onSent: () => void
}

/** What was typed with a time that somebody else took, or that was taken back: still there, and good for a message. */
export function UnsentWord({ roomId, word, setWord, onSent }: UnsentWordProps) {
  const { send, isPending, failure } = useWordToRoom(roomId, onSent)
  return (
    <div className="flex flex-col gap-3">
      <TextArea
        label="What you had typed"
        description="It has not been sent."
        rows={2}
        value={word}
        onChange={setWord}
      />
      {failure && <Banner tone="bad">{failure}</Banner>}
      <Button
        className="self-start"
        isPending={isPending}
        isDisabled={word.trim() === ''}
        onPress={() => send(word)}
      >
        Send it to the room
      </Button>
    </div>
  )
}
