import { ImagePlus, Trash2 } from 'lucide-react'
import { useState } from 'react'
import { FileTrigger } from 'react-aria-components'

import { call } from '#kit/api.ts'
import { Button } from '#kit/Button.tsx'
import { failureOf } from '#kit/form-failure.ts'

import { type OwnOffering, removePicture, savePicture } from '../contract.ts'
import { useOfferingChange } from './use-offerings.ts'

const widest = 1200
const unreadable = 'Your browser can read no picture in this file. Choose a JPEG or PNG picture.'

/** The picture of an offering: chosen, made small here, and kept at once. */
export function PictureField({ offering }: { offering: OwnOffering }) {
  const params = { offeringId: offering.id }
  const [picture, setPicture] = useState(offering.picture)
  const [isUnreadable, setUnreadable] = useState(false)
  const save = useOfferingChange((content: string) => call(savePicture, { params, body: { content } }))
  const remove = useOfferingChange(() => call(removePicture, { params }))
  const show = ({ offering: next }: { offering: OwnOffering }) => setPicture(next.picture)
  async function choose(file: File): Promise<void> {
    const content = await shrink(file)
    setUnreadable(content === null)
    if (content !== null) save.mutate(content, { onSuccess: show })
  }
  const error = save.error ?? remove.error
  const failure = isUnreadable ? unreadable : error && failureOf(error).message
  return (
    <div role="group" aria-label="Picture" className="flex flex-col items-start gap-3">
      <p className="font-medium">Picture</p>
      {picture && (
        <img
          src={picture.url}
          width={picture.width}
          height={picture.height}
          alt="As it stands on the page"
          className="max-h-48 w-auto rounded-card border border-line"
        />
      )}
      <div className="flex flex-wrap gap-2">
        <FileTrigger
          acceptedFileTypes={['image/jpeg', 'image/png', 'image/webp']}
          onSelect={(files) => {
            const file = files?.[0]
            if (file) void choose(file)
          }}
        >
          <Button icon={ImagePlus} isPending={save.isPending}>
            {picture ? 'Choose another picture' : 'Choose a picture'}
          </Button>
        </FileTrigger>
        {picture && (
          <Button
            variant="quiet"
            icon={Trash2}
            isPending={remove.isPending}
            onPress={() => remove.mutate(undefined, { onSuccess: show })}
          >
            Remove the picture
          </Button>
        )}
      </div>
      {failure && (
        <p role="alert" className="text-sm text-bad">
          {failure}
        </p>
      )}
    </div>
  )
}

// Drawn anew, it is small enough, and nothing that the camera wrote leaves this device. Null for what is no picture.
async function shrink(file: File): Promise<string | null> {
  const bitmap = await createImageBitmap(file).catch(() => null)
  if (!bitmap) return null
  const scale = Math.min(1, widest / Math.max(bitmap.width, bitmap.height))
  const canvas = document.createElement('canvas')
  canvas.width = Math.round(bitmap.width * scale)
  canvas.height = Math.round(bitmap.height * scale)
  const context = canvas.getContext('2d')
  // What is see-through would turn black.
  if (context) context.fillStyle = '#fff'
  context?.fillRect(0, 0, canvas.width, canvas.height)
  context?.drawImage(bitmap, 0, 0, canvas.width, canvas.height)
  return canvas.toDataURL('image/jpeg', 0.85).split(',')[1] ?? ''
}
