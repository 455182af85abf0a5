import { ArrowDown, ArrowUp, Plus, Trash2 } from 'lucide-react'

import { announce } from '#kit/announce.ts'
import { Button } from '#kit/Button.tsx'
import { Checkbox } from '#kit/Checkbox.tsx'
import { IconButton } from '#kit/IconButton.tsx'
import { Select } from '#kit/Select.tsx'
import { TextArea } from '#kit/TextArea.tsx'
import { TextField } from '#kit/TextField.tsx'

import { mostQuestions, questionKinds } from '../offering.ts'
import type { Draft } from './offering-draft.ts'

type Question = Draft['questions'][number]

const kindWords: Record<Question['kind'], string> = {
  line: 'One line',
  text: 'Longer text',
  choice: 'One of several',
}

/** What is asked of who books, in an order that can be changed by keyboard. */
export function QuestionsEditor({
  value,
  onChange,
}: {
  value: Question[]
  onChange: (questions: Question[]) => void
}) {
  const change = (index: number, changed: Partial<Question>) =>
    onChange(value.map((one, at) => (at === index ? { ...one, ...changed } : one)))
  const move = (from: number, to: number): void => {
    const next = [...value]
    next.splice(to, 0, ...next.splice(from, 1))
    onChange(next)
    announce(`Question ${from + 1} is now question ${to + 1}`)
  }
  return (
    <section aria-label="Questions" className="flex flex-col gap-4 border-t border-line pt-6">
      <div>
        <h2 className="font-semibold">Questions</h2>
        <p className="mt-1 text-muted">Asked of who books. You find the answers in the room.</p>
      </div>
      {value.map((question, index) => (
        <fieldset key={question.id} className="flex flex-col gap-4 rounded-card border border-line p-4">
          <legend className="sr-only">Question {index + 1}</legend>
          <div className="flex items-end gap-1">
            <TextField
              label={`Question ${index + 1}`}
              name={`questions.${index}.label`}
              maxLength={200}
              value={question.label}
              onChange={(label) => change(index, { label })}
              className="min-w-0 flex-1"
            />
            <IconButton
              label={`Move question ${index + 1} up`}
              icon={ArrowUp}
              isDisabled={index === 0}
              onPress={() => move(index, index - 1)}
            />
            <IconButton
              label={`Move question ${index + 1} down`}
              icon={ArrowDown}
              isDisabled={index === value.length - 1}
              onPress={() => move(index, index + 1)}
            />
            <IconButton
              label={`Remove question ${index + 1}`}
              icon={Trash2}
              onPress={() => onChange(value.filter((_, at) => at !== index))}
            />
          </div>
          <Select
            label="Answer"
            name={`questions.${index}.kind`}
            options={questionKinds.map((kind) => ({ value: kind, label: kindWords[kind] }))}
            value={question.kind}
            onChange={(kind) => change(index, { kind, choices: kind === 'choice' ? question.choices : [] })}
          />
          {question.kind === 'choice' && (
            <TextArea
              label="Choices"
              name={`questions.${index}.choices`}
              description="One on each line, at least two."
              rows={3}
              value={question.choices.join('\n')}
              onChange={(text) => change(index, { choices: text === '' ? [] : text.split('\n') })}
            />
          )}
          <Checkbox isSelected={question.required} onChange={(required) => change(index, { required })}>
            An answer is needed
          </Checkbox>
        </fieldset>
      ))}
      <Button
        icon={Plus}
        className="self-start"
        isDisabled={value.length >= mostQuestions}
        onPress={() =>
          onChange([
            ...value,
            { id: crypto.randomUUID(), label: '', required: false, kind: 'line', choices: [] },
          ])
        }
      >
        Add a question
      </Button>
    </section>
  )
}
