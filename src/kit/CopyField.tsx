import { Check, Copy } from 'lucide-react'
import { type ReactNode, useEffect, useState } from 'react'
import { Input, TextField } from 'react-aria-components'

import { announce } from './announce.ts'
import { Button } from './Button.tsx'
import { groupLook } from './field-look.ts'
import { FieldLabel, FieldNotes } from './FieldParts.tsx'

type CopyFieldProps = {
  label: string
  /** An address or key to take along. */
  value: string
  description?: ReactNode
  className?: string
}

/** Something to take along, with a button that copies it. Where the browser refuses, the text is selected instead. */
export function CopyField({ label, value, description, className }: CopyFieldProps) {
  const [isCopied, setCopied] = useState(false)
  useEffect(() => {
    if (!isCopied) return
    const timer = setTimeout(() => setCopied(false), 2000)
    return () => clearTimeout(timer)
  }, [isCopied])
  const copy = async () => {
    await navigator.clipboard.writeText(value)
    setCopied(true)
    announce('Copied')
  }
  return (
    <TextField isReadOnly value={value} className={`flex flex-col gap-1.5 ${className ?? ''}`}>
      <FieldLabel>{label}</FieldLabel>
      <div className={`${groupLook} pr-1`}>
        <Input
          onFocus={(event) => event.currentTarget.select()}
          className="min-w-0 flex-1 truncate self-stretch pl-3 font-mono text-sm outline-none"
        />
        <Button size="small" variant="quiet" icon={isCopied ? Check : Copy} onPress={() => void copy()}>
          {isCopied ? 'Copied' : 'Copy'}
        </Button>
      </div>
      <FieldNotes description={description} />
    </TextField>
  )
}
