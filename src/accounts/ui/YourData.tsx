import { useMutation } from '@tanstack/react-query'
import { Download } from 'lucide-react'
import { useState } from 'react'

import { announce } from '#kit/announce.ts'
import { call } from '#kit/api.ts'
import { Banner } from '#kit/Banner.tsx'
import { Button } from '#kit/Button.tsx'
import { failureOf } from '#kit/form-failure.ts'

import { exportMyData } from '../contract/erasure.ts'
import type { Me } from '../contract/me.ts'
import { DeleteAccountDialog } from './DeleteAccountDialog.tsx'

/** What one can do with everything Parley keeps of one: take it along, or have it deleted. */
export function YourData({ me }: { me: Me }) {
  const [isDeleting, setDeleting] = useState(false)
  const take = useMutation({
    mutationFn: () => call(exportMyData),
    onSuccess: (data) => {
      save('parley-my-data.json', JSON.stringify(data, null, 2))
      announce('Your data is saved')
    },
  })
  return (
    <div className="mt-8 border-t border-line pt-6">
      <h2 className="font-semibold">Your data</h2>
      <p className="mt-1 text-muted">
        One file with your profile, what you wrote, your meetings, hours and settings. No passwords or keys
        are in it.
      </p>
      <div className="mt-3">
        <Button icon={Download} isPending={take.isPending} onPress={() => take.mutate()}>
          Export my data
        </Button>
      </div>
      {take.error && (
        <div className="mt-3">
          <Banner tone="bad">{failureOf(take.error).message}</Banner>
        </div>
      )}
      <h2 className="mt-8 font-semibold">Delete my account</h2>
      <p className="mt-1 text-muted">You have seven days to think better of it.</p>
      <div className="mt-3">
        <Button onPress={() => setDeleting(true)}>Delete my account</Button>
      </div>
      {isDeleting && <DeleteAccountDialog me={me} onClose={() => setDeleting(false)} />}
    </div>
  )
}

function save(name: string, text: string): void {
  const address = URL.createObjectURL(new Blob([text], { type: 'application/json' }))
  const link = document.createElement('a')
  link.href = address
  link.download = name
  link.click()
  URL.revokeObjectURL(address)
}
