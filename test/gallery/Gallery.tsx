import {
  CalendarDays,
  CalendarPlus,
  Check,
  Clock,
  LogOut,
  Mail,
  MessageSquare,
  Pencil,
  Phone,
  Send,
  Settings,
  Trash2,
} from 'lucide-react'
import { type ReactNode, useState } from 'react'

import { Avatar } from '#kit/Avatar.tsx'
import { AvatarRow } from '#kit/AvatarRow.tsx'
import { Banner } from '#kit/Banner.tsx'
import { Button } from '#kit/Button.tsx'
import { Card } from '#kit/Card.tsx'
import { Checkbox } from '#kit/Checkbox.tsx'
import { CheckboxGroup } from '#kit/CheckboxGroup.tsx'
import { Chip } from '#kit/Chip.tsx'
import { ComboBox } from '#kit/ComboBox.tsx'
import { ConfirmDialog } from '#kit/ConfirmDialog.tsx'
import { CopyField } from '#kit/CopyField.tsx'
import { DatePicker } from '#kit/DatePicker.tsx'
import { DaySeparator } from '#kit/DaySeparator.tsx'
import { Dialog } from '#kit/Dialog.tsx'
import { Drawer } from '#kit/Drawer.tsx'
import { EmptyState } from '#kit/EmptyState.tsx'
import { FailedState } from '#kit/FailedState.tsx'
import type { Failure } from '#kit/form-failure.ts'
import { Form } from '#kit/Form.tsx'
import { FormActions } from '#kit/FormActions.tsx'
import { IconButton } from '#kit/IconButton.tsx'
import { LinkButton } from '#kit/LinkButton.tsx'
import { Menu } from '#kit/Menu.tsx'
import { MonthCalendar } from '#kit/MonthCalendar.tsx'
import { NumberField } from '#kit/NumberField.tsx'
import { PasswordField } from '#kit/PasswordField.tsx'
import { Popover } from '#kit/Popover.tsx'
import { RadioCards } from '#kit/RadioCards.tsx'
import { Select } from '#kit/Select.tsx'
import { Skeleton } from '#kit/Skeleton.tsx'
import { SkeletonLines } from '#kit/SkeletonLines.tsx'
import { Spinner } from '#kit/Spinner.tsx'
import { StepDialog } from '#kit/StepDialog.tsx'
import { TextArea } from '#kit/TextArea.tsx'
import { TextField } from '#kit/TextField.tsx'
import { TextLink } from '#kit/TextLink.tsx'
import { TimeField } from '#kit/TimeField.tsx'
import { showToast } from '#kit/toast.ts'
import { useTitle } from '#kit/use-title.ts'
import { Wordmark } from '#kit/Wordmark.tsx'
import { ZoneField } from '#kit/ZoneField.tsx'

const durations = [
  { value: '15', title: '15 min', detail: 'A quick word' },
  { value: '30', title: '30 min' },
  { value: '45', title: '45 min' },
  { value: '60', title: '1 hour' },
] as const

const free = new Set([
  '2026-11-03',
  '2026-11-04',
  '2026-11-05',
  '2026-11-10',
  '2026-11-12',
  '2026-11-24',
  '2026-12-01',
])
const times = ['09:00', '09:30', '10:00', '11:30', '14:00', '15:00', '15:30', '16:00']
const steps = ['Connect your calendar', 'Share your availability', 'Choose meeting duration']

/** Every part of the kit in the words and places it is made for. */
export function Gallery() {
  useTitle('Gallery')
  return (
    <div className="mx-auto max-w-[64rem] px-6 py-10 wide:px-10">
      <header className="flex items-center justify-between">
        <Wordmark />
        <div className="flex gap-1">
          <IconButton label="Schedule a meeting" icon={CalendarDays} isPressedState />
          <IconButton label="Start a call" icon={Phone} />
          <IconButton label="3 unread messages" icon={MessageSquare} count={3} />
          <RoomMenu />
        </div>
      </header>
      <main>
        <h1 className="pt-10 text-xl font-semibold">Gallery</h1>
        <p className="max-w-measure pt-2 text-muted">
          A well-set page on which people talk, and where time is the one thing that stands out.{' '}
          <TextLink href="#cards">See the cards</TextLink>.
        </p>
        <Conversation />
        <Picker />
        <Fields />
        <Buttons />
        <Floating />
        <States />
      </main>
    </div>
  )
}

function Part({ title, children, id }: { title: string; children: ReactNode; id?: string }) {
  return (
    <section id={id} className="mt-12 border-t border-line pt-6">
      <h2 className="pb-5 text-lg font-semibold">{title}</h2>
      {children}
    </section>
  )
}

function RoomMenu() {
  return (
    <Menu
      label="Room options"
      items={[
        { id: 'rename', label: 'Rename the room', icon: Pencil, onAction: () => {} },
        {
          id: 'settings',
          label: 'Message settings',
          detail: 'Who is told what',
          icon: Settings,
          onAction: () => {},
        },
        { id: 'line', separator: true },
        { id: 'leave', label: 'Leave the room', icon: LogOut, isDanger: true, onAction: () => {} },
      ]}
    />
  )
}

function Conversation() {
  return (
    <Part title="Conversation and cards" id="cards">
      <div className="max-w-measure">
        <DaySeparator date="2026-10-23">Friday 23 October</DaySeparator>
        <Said name="Ana Sousa" at="14:02">
          Shall we look at the numbers together next week? I put my free times in.
        </Said>
        <div className="py-2 pl-11">
          <Card as="article" label="Invite from Ana Sousa">
            <div className="flex items-start justify-between gap-4">
              <p>
                <span className="font-semibold">Ana offers 30 minutes</span>
                <span className="block text-sm text-muted">Times in Lisbon</span>
              </p>
              <Chip tone="time" icon={Clock}>
                Waiting for you
              </Chip>
            </div>
            <div className="flex flex-wrap gap-2 py-3">
              {['Tue 3 Nov, 15:00', 'Tue 3 Nov, 15:30', 'Wed 4 Nov, 09:00'].map((time) => (
                <Button key={time} size="small" className="tabular">
                  {time}
                </Button>
              ))}
            </div>
            <Button variant="primary" icon={CalendarDays}>
              Schedule a meeting
            </Button>
          </Card>
        </div>
        <Said name="Ben Okafor" at="14:10">
          Tuesday at three it is.
        </Said>
        <div className="py-2 pl-11">
          <Meeting />
        </div>
        <p className="py-3 text-center text-sm text-muted">Chiyo Tanaka joined the room</p>
      </div>
    </Part>
  )
}

function Said({ name, at, children }: { name: string; at: string; children: ReactNode }) {
  return (
    <div className="flex gap-3 py-2">
      <Avatar name={name} />
      <div>
        <p>
          <span className="font-semibold">{name}</span>{' '}
          <span className="tabular pl-1 text-sm text-muted">{at}</span>
        </p>
        <p>{children}</p>
      </div>
    </div>
  )
}

function Meeting() {
  return (
    <Card as="article" label="Meeting on Tuesday 3 November">
      <div className="flex gap-4">
        <div className="w-14 shrink-0 self-start overflow-hidden rounded-card border border-line text-center">
          <p className="bg-time-soft py-0.5 text-sm font-medium text-time">Nov</p>
          <p className="tabular py-1 text-lg font-semibold">3</p>
        </div>
        <div className="min-w-0 flex-1">
          <div className="flex items-start justify-between gap-3">
            <p className="tabular text-lg font-semibold">15:00 – 15:30</p>
            <Chip tone="good" icon={Check}>
              Confirmed
            </Chip>
          </div>
          <p className="tabular text-sm text-muted">10:00 in New York</p>
          <div className="flex items-center gap-2 py-3">
            <AvatarRow
              people={['Ana Sousa', 'Ben Okafor', 'Chiyo Tanaka', 'Dev Rao', 'Eve Lind'].map((name) => ({
                id: name,
                name,
              }))}
            />
          </div>
          <div className="flex flex-wrap items-center gap-2">
            <Button variant="primary">Join the meeting</Button>
            <Button icon={CalendarPlus}>Add to calendar</Button>
            <Button variant="quiet">Reschedule</Button>
            <Button variant="quiet">Cancel</Button>
          </div>
        </div>
      </div>
    </Card>
  )
}

function Picker() {
  const [day, setDay] = useState<string | null>('2026-11-03')
  const [month, setMonth] = useState('2026-11')
  const [time, setTime] = useState('15:00')
  return (
    <Part title="Picking a time">
      <div className="grid gap-8 wide:grid-cols-[21rem_1fr]">
        <MonthCalendar
          label="Day of the meeting"
          value={day}
          onChange={setDay}
          month={month}
          onMonthChange={setMonth}
          availableDates={free}
          min="2026-10-23"
        />
        <div>
          <p className="font-semibold">Tuesday 3 November</p>
          <p className="pb-3 text-sm text-muted">Your time, Lisbon</p>
          <div className="grid grid-cols-2 gap-2">
            {times.map((each) => (
              <Button
                key={each}
                className="tabular"
                variant={each === time ? 'primary' : 'plain'}
                aria-pressed={each === time}
                onPress={() => setTime(each)}
              >
                {each}
              </Button>
            ))}
          </div>
        </div>
      </div>
    </Part>
  )
}

function Fields() {
  const [failure, setFailure] = useState<Failure | null>(null)
  const [duration, setDuration] = useState<(typeof durations)[number]['value'] | null>('30')
  const [from, setFrom] = useState<string | null>('09:00')
  const [to, setTo] = useState<string | null>('24:00')
  const [date, setDate] = useState<string | null>('2026-11-03')
  const [zone, setZone] = useState('Europe/Lisbon')
  const [address, setAddress] = useState('https://')
  const [room, setRoom] = useState<'design' | 'numbers' | null>(null)
  const [remind, setRemind] = useState<'10' | '60' | null>('10')
  const refuse = () =>
    setFailure({
      message: 'Look at the fields.',
      fields: { name: 'Name is needed.', other: 'This room is full.' },
    })
  return (
    <Part title="Fields">
      <Form onSubmit={refuse} failure={failure} className="grid gap-x-8 gap-y-6 wide:grid-cols-2">
        <TextField label="Name" name="name" autoComplete="name" defaultValue="Ana Sousa" />
        <TextField
          label="Email"
          name="email"
          type="email"
          icon={Mail}
          placeholder="ana@example.org"
          description="We write only about your meetings."
        />
        <PasswordField
          label="Password"
          name="password"
          autoComplete="new-password"
          description="8 characters or more."
        />
        <TextField
          label="Address"
          value={address}
          onChange={setAddress}
          {...(address === 'https://' && { errorMessage: 'This address answers with nothing. Check it.' })}
        />
        <TextArea label="Reason" placeholder="So that Ben knows" className="wide:col-span-2" />
        <RadioCards
          label="Meeting duration"
          options={durations}
          value={duration}
          onChange={setDuration}
          columns={4}
          className="wide:col-span-2"
        />
        <div className="flex items-end gap-2">
          <TimeField label="From" value={from} onChange={setFrom} className="w-28" />
          <TimeField label="To" value={to} onChange={setTo} isEnd className="w-28" />
        </div>
        <NumberField label="Notice" unit="minutes" defaultValue={30} minValue={0} step={5} name="notice" />
        <DatePicker label="Away until" value={date} onChange={setDate} min="2026-10-23" />
        <ZoneField value={zone} onChange={setZone} />
        <Select
          label="Remind me"
          options={[
            { value: '10', label: '10 minutes before' },
            { value: '60', label: 'An hour before', detail: 'by mail' },
          ]}
          value={remind}
          onChange={setRemind}
        />
        <ComboBox
          label="Room"
          options={[
            { value: 'design', label: 'Design' },
            { value: 'numbers', label: 'Numbers' },
          ]}
          value={room}
          onChange={setRoom}
          placeholder="Search your rooms"
        />
        <CopyField label="Join link" value="https://parley.example/join/6kXw2pQe9vRt" />
        <div className="flex flex-col gap-4">
          <Checkbox defaultSelected description="They can still change it.">
            Let others in the room reschedule
          </Checkbox>
          <CheckboxGroup
            label="Copy to"
            orientation="horizontal"
            defaultValue={['2']}
            options={['Mon', 'Tue', 'Wed', 'Thu', 'Fri'].map((label, index) => ({
              value: String(index + 1),
              label,
            }))}
          />
        </div>
        <div className="wide:col-span-2">
          <FormActions>
            <Button variant="quiet">Skip</Button>
            <Button variant="primary" type="submit">
              Save
            </Button>
          </FormActions>
        </div>
      </Form>
    </Part>
  )
}

function Buttons() {
  return (
    <Part title="Buttons, chips, people">
      <div className="flex flex-wrap items-center gap-3">
        <Button variant="primary" icon={Send}>
          Send
        </Button>
        <Button>Next</Button>
        <Button variant="quiet">Skip</Button>
        <Button variant="danger" icon={Trash2}>
          Cancel the meeting
        </Button>
        <Button variant="primary" isPending>
          Confirm
        </Button>
        <Button isDisabled>Confirm</Button>
        <Button size="small">Small</Button>
        <LinkButton href="#cards" variant="plain">
          Go to the room
        </LinkButton>
        <IconButton label="Add" icon={CalendarPlus} variant="plain" />
        <Spinner label="Sending" />
      </div>
      <div className="flex flex-wrap items-center gap-3 pt-5">
        <Chip>Cancelled</Chip>
        <Chip tone="accent">Moved</Chip>
        <Chip tone="time" icon={Clock}>
          In 10 minutes
        </Chip>
        <Chip tone="good" icon={Check}>
          Confirmed
        </Chip>
        <Chip tone="bad">Needs linking</Chip>
        {['Ana Sousa', 'Ben Okafor', 'Chiyo Tanaka', 'Dev', 'Eve Lind', 'Finn O’Hara', 'Gita Rao'].map(
          (name) => (
            <Avatar key={name} name={name} />
          ),
        )}
        <Avatar name="Ana Sousa" size="large" />
      </div>
    </Part>
  )
}

function Floating() {
  const [open, setOpen] = useState<'dialog' | 'steps' | 'confirm' | 'drawer' | null>(null)
  const [step, setStep] = useState(0)
  const [duration, setDuration] = useState<(typeof durations)[number]['value'] | null>('30')
  const shut = () => setOpen(null)
  return (
    <Part title="Floating">
      <div className="flex flex-wrap gap-3">
        <Button onPress={() => setOpen('dialog')}>Open a dialog</Button>
        <Button onPress={() => setOpen('steps')}>Open steps</Button>
        <Button onPress={() => setOpen('confirm')}>Open a question</Button>
        <Button onPress={() => setOpen('drawer')}>Open a drawer</Button>
        <Popover label="Who is here" trigger={<Button>Open a popover</Button>}>
          <p className="w-56">Ana, Ben and Chiyo are here. Dev was here this morning.</p>
        </Popover>
        <Button
          onPress={() =>
            showToast({ text: 'Times copied to Tuesday', action: { label: 'Undo', onAction: () => {} } })
          }
        >
          Show a toast
        </Button>
      </div>
      <Dialog
        title="Message settings"
        description="What you are told about this room."
        isOpen={open === 'dialog'}
        onOpenChange={shut}
        actions={
          <>
            <Button variant="quiet" onPress={shut}>
              Go back
            </Button>
            <Button variant="primary" onPress={shut}>
              Save
            </Button>
          </>
        }
      >
        <div className="flex flex-col gap-4">
          <Checkbox defaultSelected>Every message</Checkbox>
          <Checkbox defaultSelected>Meetings of this room</Checkbox>
        </div>
      </Dialog>
      <StepDialog
        title="Offer your times"
        steps={steps}
        current={step}
        onBack={step > 0 ? () => setStep(step - 1) : undefined}
        isOpen={open === 'steps'}
        onOpenChange={shut}
        actions={
          <>
            <Button variant="quiet" onPress={() => setStep(Math.min(step + 1, 2))}>
              Skip
            </Button>
            <Button variant="primary" onPress={() => (step < 2 ? setStep(step + 1) : shut())}>
              {step < 2 ? 'Next' : 'Send'}
            </Button>
          </>
        }
      >
        {step === 2 ? (
          <RadioCards
            label="How long"
            isLabelHidden
            options={durations}
            value={duration}
            onChange={setDuration}
          />
        ) : (
          <p className="max-w-measure text-muted">
            Your own events keep those hours free, and nobody sees what they are.
          </p>
        )}
      </StepDialog>
      <ConfirmDialog
        title="Cancel this meeting?"
        confirmLabel="Cancel the meeting"
        cancelLabel="Keep it"
        isDanger
        isOpen={open === 'confirm'}
        onOpenChange={shut}
        onConfirm={() => {
          throw new Error('refused')
        }}
      >
        <p>Ben and Chiyo are told at once, and it leaves their calendars.</p>
        <TextArea label="Reason" rows={2} />
      </ConfirmDialog>
      {open === 'drawer' && (
        <div className="fixed inset-y-0 right-0 z-10 flex">
          <Drawer title="Numbers" onClose={shut}>
            <AvatarRow people={[{ id: '1', name: 'Ana Sousa' }]} />
          </Drawer>
        </div>
      )}
    </Part>
  )
}

function States() {
  return (
    <Part title="States">
      <div className="flex flex-col gap-3 pb-8">
        <Banner tone="time" action={<Button size="small">Link again</Button>}>
          Google Calendar needs your permission again. Until then, busy times may be missing.
        </Banner>
        <Banner tone="bad">This time was just taken. Here are the ones still free.</Banner>
        <Banner onDismiss={() => {}}>
          You are reading without a connection. Messages go out when it is back.
        </Banner>
      </div>
      <div className="grid gap-6 wide:grid-cols-3">
        <EmptyState title="No meetings yet" icon={CalendarDays} action={<Button>Schedule a meeting</Button>}>
          Offer times in a room, and they appear here.
        </EmptyState>
        <FailedState title="The messages did not load" onRetry={() => {}} requestId="req-7f3a">
          What you wrote is kept.
        </FailedState>
        <div className="py-6">
          <SkeletonLines count={4} />
          <Skeleton className="mt-4 h-24" />
        </div>
      </div>
    </Part>
  )
}
