import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'

import { SettingsSection } from '#accounts/ui/SettingsSection.tsx'
import { useFailure } from '#accounts/ui/use-failure.ts'
import { UnsavedGuard } from '#availability/ui/UnsavedGuard.tsx'
import { call } from '#kit/api.ts'
import { Button } from '#kit/Button.tsx'
import { EmptyState } from '#kit/EmptyState.tsx'
import { Form } from '#kit/Form.tsx'
import { FormActions } from '#kit/FormActions.tsx'
import { LinkButton } from '#kit/LinkButton.tsx'
import { RadioCards } from '#kit/RadioCards.tsx'
import { SkeletonLines } from '#kit/SkeletonLines.tsx'
import { TextArea } from '#kit/TextArea.tsx'
import { TextField } from '#kit/TextField.tsx'
import { showToast } from '#kit/toast.ts'

import { changeOffering, makeOffering, type OwnOffering, readOwnOffering } from '../contract.ts'
import { audiences } from '../offering.ts'
import { audienceWords } from './audience-words.ts'
import { DurationFields } from './DurationFields.tsx'
import { type Draft, draftOf, emptyDraft } from './offering-draft.ts'
import { PictureField } from './PictureField.tsx'
import { PriceFields } from './PriceFields.tsx'
import { QuestionsEditor } from './QuestionsEditor.tsx'
import { TimeFields } from './TimeFields.tsx'

const listPath = '/settings/consultations'

/** /settings/consultations/new and /settings/consultations/:id: what one offers, in words, times and money. */
export function OfferingEditor({ offeringId }: { offeringId?: string }) {
  return (
    <SettingsSection title={offeringId ? 'Change what you offer' : 'Offer a consultation'}>
      {() => (offeringId ? <Kept offeringId={offeringId} /> : <Editor kept={null} />)}
    </SettingsSection>
  )
}

function Kept({ offeringId }: { offeringId: string }) {
  const { data, error, isPending } = useQuery({
    queryKey: ['own-offering', offeringId],
    queryFn: ({ signal }) => call(readOwnOffering, { params: { offeringId }, signal }),
    // What is being written must not be replaced under one's hands.
    staleTime: Infinity,
    gcTime: 0,
  })
  if (isPending) return <SkeletonLines count={8} label="Reading what you offer" />
  if (error) {
    return (
      <EmptyState
        title="There is nothing here"
        action={<LinkButton href={listPath}>What you offer</LinkButton>}
      >
        You removed it, or the address is wrong.
      </EmptyState>
    )
  }
  return <Editor key={offeringId} kept={data.offering} />
}

function Editor({ kept }: { kept: OwnOffering | null }) {
  const first = kept ? draftOf(kept) : emptyDraft()
  const [draft, setDraft] = useState(first)
  const queries = useQueryClient()
  const navigate = useNavigate()
  const save = useMutation({
    mutationFn: (body: Draft) =>
      kept ? call(changeOffering, { params: { offeringId: kept.id }, body }) : call(makeOffering, { body }),
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: ['own-offerings'] })
      showToast({ text: kept ? 'Saved.' : 'Saved. Turn it on when it is ready.', tone: 'good' })
      void navigate({ to: listPath, ignoreBlocker: true })
    },
  })
  const failure = useFailure(save.error)
  const change = (changed: Partial<Draft>) => setDraft((all) => ({ ...all, ...changed }))
  const isUnsaved = JSON.stringify(draft) !== JSON.stringify(first)
  return (
    <Form className="mb-16 flex flex-col gap-8" failure={failure} onSubmit={() => save.mutate(draft)}>
      <UnsavedGuard isUnsaved={isUnsaved} />
      <section aria-label="In words" className="flex flex-col gap-5">
        <TextField
          label="Title"
          name="title"
          maxLength={100}
          value={draft.title}
          onChange={(title) => change({ title })}
        />
        <TextArea
          label="Description"
          name="description"
          description="What it is about, and what to bring."
          rows={5}
          maxLength={4000}
          value={draft.description}
          onChange={(description) => change({ description })}
        />
        {kept && <PictureField offering={kept} />}
      </section>
      <section aria-label="Time and price" className="flex flex-col gap-5 border-t border-line pt-6">
        <DurationFields value={draft.durations} onChange={(durations) => change({ durations })} />
        <TimeFields value={draft} onChange={change} />
        <PriceFields value={draft.price} onChange={(price) => change({ price })} />
      </section>
      <section aria-label="Who books" className="flex flex-col gap-5 border-t border-line pt-6">
        <RadioCards
          label="Who may book"
          name="audience"
          columns={1}
          options={audiences.map((value) => ({ value, ...audienceWords[value] }))}
          value={draft.audience}
          onChange={(audience) => change({ audience })}
        />
        <TextField
          label="Its place on your page"
          name="slug"
          description="The end of its address. Leave it empty to take the title."
          autoComplete="off"
          spellCheck="false"
          maxLength={60}
          value={draft.slug}
          onChange={(slug) => change({ slug })}
        />
      </section>
      <QuestionsEditor value={draft.questions} onChange={(questions) => change({ questions })} />
      <FormActions>
        <LinkButton variant="quiet" href={listPath}>
          Back
        </LinkButton>
        <Button type="submit" variant="primary" isPending={save.isPending}>
          Save
        </Button>
      </FormActions>
    </Form>
  )
}
