import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Download, Plus, Upload } from 'lucide-react'
import { useState } from 'react'
import { FileTrigger } from 'react-aria-components'

import { SettingsSection } from '#accounts/ui/SettingsSection.tsx'
import { useFailure } from '#accounts/ui/use-failure.ts'
import { call, Refused } from '#kit/api.ts'
import { Button } from '#kit/Button.tsx'
import { FailedState } from '#kit/FailedState.tsx'
import { type Failure, failureOf } from '#kit/form-failure.ts'
import { Form } from '#kit/Form.tsx'
import { FormActions } from '#kit/FormActions.tsx'
import { LinkButton } from '#kit/LinkButton.tsx'
import { SkeletonLines } from '#kit/SkeletonLines.tsx'
import { showToast } from '#kit/toast.ts'

import { mostAnnouncements } from '../announcement.ts'
import { type AnnouncementFile, readAnnouncementFile, replaceAnnouncements } from '../contract.ts'
import { NoticeFields } from './NoticeFields.tsx'
import { ResponsiveNotice } from './ResponsiveNotice.tsx'

type Responsive = AnnouncementFile['responsive'][number]
type Draft = { global: AnnouncementFile['global']; responsive: (Responsive & { key: string })[] }

const key = ['announcement-file']
const emptyNotice: Responsive = {
  message: '',
  icon: 'info',
  start: '',
  end: '',
  country: 'All',
  usertype: 'all',
}

/** /settings/announcements: what everybody, or some, read at the top of every page. For operators. */
export function AnnouncementSettings() {
  return (
    <SettingsSection title="Announcements">
      {(me) =>
        me.isOperator ? (
          <Kept />
        ) : (
          <p className="text-muted">Only operators of this Parley announce things.</p>
        )
      }
    </SettingsSection>
  )
}

function Kept() {
  const { data, error, isPending, refetch } = useQuery({
    queryKey: key,
    queryFn: ({ signal }) => call(readAnnouncementFile, { signal }),
    // What is being written must not be replaced under one's hands.
    staleTime: Infinity,
    gcTime: 0,
  })
  if (isPending) return <SkeletonLines count={8} label="Reading the announcements" />
  if (error && !data) {
    return (
      <FailedState title="The announcements could not be read" onRetry={() => void refetch()}>
        Nothing is lost. Check your connection, or try again in a moment.
      </FailedState>
    )
  }
  return <Editor kept={data} />
}

function Editor({ kept }: { kept: AnnouncementFile }) {
  const [draft, setDraft] = useState(() => draftOf(kept))
  const [unread, setUnread] = useState<Error | null>(null)
  const queries = useQueryClient()
  const save = useMutation({
    mutationFn: (file: AnnouncementFile) => call(replaceAnnouncements, { body: file }),
    onSuccess: keep,
  })
  const failure = useFailure(unread ?? save.error)

  function keep(file: AnnouncementFile): void {
    queries.setQueryData(key, file)
    setDraft(draftOf(file))
    void queries.invalidateQueries({ queryKey: ['announcements'] })
    showToast({ text: 'Saved. Open pages show it now.', tone: 'good' })
  }

  async function importFile(file: File | undefined): Promise<void> {
    if (!file) return
    save.reset()
    setUnread(null)
    try {
      keep(await call(replaceAnnouncements, { body: readJson(await file.text()) }))
    } catch (error) {
      setUnread(new NotImported(file.name, failureOf(error)))
    }
  }

  function send(): void {
    setUnread(null)
    save.mutate({ global: draft.global, responsive: draft.responsive.map(withoutKey) })
  }

  // The room at the end keeps what is said in passing off the buttons.
  return (
    <Form className="mb-16 flex flex-col gap-8" failure={failure} onSubmit={send}>
      <section aria-labelledby="for-everybody">
        <h2 id="for-everybody" className="font-semibold">
          For everybody
        </h2>
        <p className="mt-1 mb-4 text-muted">
          Also for people who are not signed in. An empty message shows nothing.
        </p>
        <NoticeFields
          path="global"
          notice={draft.global}
          onChange={(changed) => setDraft({ ...draft, global: { ...draft.global, ...changed } })}
        />
      </section>
      <section aria-labelledby="for-some" className="flex flex-col gap-4">
        <h2 id="for-some" className="font-semibold">
          For some
        </h2>
        {draft.responsive.map((notice, index) => (
          <ResponsiveNotice
            key={notice.key}
            number={index + 1}
            path={`responsive.${index}`}
            notice={notice}
            onChange={(changed) => setDraft(withChanged(draft, index, changed))}
            onRemove={() => setDraft(without(draft, index))}
          />
        ))}
        <Button
          icon={Plus}
          className="self-start"
          isDisabled={draft.responsive.length >= mostAnnouncements}
          onPress={() => setDraft({ ...draft, responsive: [...draft.responsive, keyed(emptyNotice)] })}
        >
          Add an announcement
        </Button>
      </section>
      <div className="flex flex-wrap items-center justify-between gap-2 border-t border-line pt-4">
        <div className="flex flex-wrap gap-2">
          <FileTrigger
            acceptedFileTypes={['application/json', '.json']}
            onSelect={(files) => void importFile(files?.[0])}
          >
            <Button icon={Upload}>Import</Button>
          </FileTrigger>
          <LinkButton href={readAnnouncementFile.path} download="announcements.json" icon={Download}>
            Export
          </LinkButton>
        </div>
        <FormActions>
          <Button type="submit" variant="primary" isPending={save.isPending}>
            Save
          </Button>
        </FormActions>
      </div>
    </Form>
  )
}

// Shown above the form: the fields below are not those of the file.
class NotImported extends Error {
  override readonly name = 'Refused'

  constructor(file: string, { message, fields = {} }: Failure) {
    const places = Object.entries(fields).map(([place, sentence]) => `${place}: ${sentence}`)
    super(`${file} was not imported. ${places.length > 0 ? places.join(' ') : message}`)
  }
}

// What the file holds is the server's to judge.
function readJson(text: string): AnnouncementFile {
  try {
    return JSON.parse(text) as AnnouncementFile
  } catch {
    throw new Refused(0, 'not_json', 'It is not JSON. Take a file in the shape that Export gives.')
  }
}

function draftOf({ global, responsive }: AnnouncementFile): Draft {
  return { global, responsive: responsive.map(keyed) }
}

function keyed(notice: Responsive) {
  return { ...notice, key: crypto.randomUUID() }
}

function withoutKey({ message, icon, start, end, country, usertype }: Responsive): Responsive {
  return { message, icon, start, end, country, usertype }
}

function withChanged(draft: Draft, index: number, changed: Partial<Responsive>): Draft {
  const responsive = draft.responsive.map((one, at) => (at === index ? { ...one, ...changed } : one))
  return { ...draft, responsive }
}

function without(draft: Draft, index: number): Draft {
  return { ...draft, responsive: draft.responsive.filter((_, at) => at !== index) }
}
