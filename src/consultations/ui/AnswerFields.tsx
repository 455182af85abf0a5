import { Select } from '#kit/Select.tsx'
import { TextArea } from '#kit/TextArea.tsx'
import { TextField } from '#kit/TextField.tsx'

import type { Offering } from '../contract.ts'
import { longestAnswer } from '../offering.ts'

type AnswerFieldsProps = {
  questions: Offering['questions']
  answers: Readonly<Record<string, string>>
  /** A sentence for each answer that cannot be sent so. */
  wrong: Readonly<Record<string, string>>
  onChange: (id: string, answer: string) => void
}

/** What the offerer wants to know. */
export function AnswerFields({ questions, answers, wrong, onChange }: AnswerFieldsProps) {
  return questions.map((question) => {
    const { id, label, required, kind, choices } = question
    const field = {
      label: required ? label : `${label} (optional)`,
      isRequired: false,
      value: answers[id] ?? '',
      onChange: (answer: string) => onChange(id, answer),
      ...(wrong[id] && { errorMessage: wrong[id] }),
    }
    if (kind === 'line') return <TextField key={id} {...field} maxLength={longestAnswer.line} />
    if (kind === 'text') return <TextArea key={id} {...field} rows={3} maxLength={longestAnswer.text} />
    return (
      <Select
        key={id}
        {...field}
        placeholder="Choose an answer"
        value={field.value || null}
        options={choices.map((choice) => ({ value: choice, label: choice }))}
      />
    )
  })
}
