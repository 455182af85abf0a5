import { CheckboxButton, CheckboxField } from 'react-aria-components'

import { CheckboxMark } from '#kit/Checkbox.tsx'

import type { NotificationSettings } from '../contract.ts'
import { channels } from '../notice.ts'
import type { Wish } from '../wishes.ts'
import { channelWords, kindWords } from './kind-words.ts'

type Props = { wishes: NotificationSettings['wishes']; onChoose: (wish: Wish) => void }

/** For each kind of notice a row, for each channel a column. */
export function WishTable({ wishes, onChoose }: Props) {
  return (
    <table className="w-full border-collapse">
      <caption className="mb-2 text-left text-muted">
        What you are told, and how. A choice counts from then on.
      </caption>
      <thead>
        <tr className="border-b border-line text-sm text-muted">
          <th scope="col" className="py-2 text-left font-normal">
            About
          </th>
          {channels.map((channel) => (
            <th key={channel} scope="col" className="w-24 px-1 py-2 text-center font-normal narrow:w-16">
              {channelWords[channel]}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {kindWords.map(({ kind, title, detail }) => (
          <tr key={kind} className="border-b border-line">
            <th scope="row" className="py-2.5 pr-2 text-left font-normal">
              {title}
              {detail && <span className="block text-sm text-muted">{detail}</span>}
            </th>
            {channels.map((channel) => (
              <td key={channel} className="text-center">
                <WishBox
                  label={`${title}, ${channelWords[channel]}`}
                  isWanted={wishes[kind][channel]}
                  onChange={(wanted) => onChoose({ kind, channel, wanted })}
                />
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  )
}

type BoxProps = { label: string; isWanted: boolean; onChange: (wanted: boolean) => void }

function WishBox({ label, isWanted, onChange }: BoxProps) {
  return (
    <CheckboxField
      aria-label={label}
      isSelected={isWanted}
      onChange={onChange}
      className="inline-flex align-middle"
    >
      <CheckboxButton className="group grid size-11 place-items-center outline-none">
        {(state) => <CheckboxMark {...state} />}
      </CheckboxButton>
    </CheckboxField>
  )
}
