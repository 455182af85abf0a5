import { usePreferences } from '#kit/preferences.tsx'

import type { Offering } from '../contract.ts'
import { factsOf, sayAnswer } from '../wording.ts'

/** What an offering is, as the server writes it (pages.ts), so that nothing moves when the app takes over. */
export function OfferingWords({ offering }: { offering: Offering }) {
  const { locale } = usePreferences()
  const { title, description, picture, offerer, answerWithinMinutes, isOn } = offering
  return (
    <>
      <p className="text-muted">
        {/* The list is a page of the server's own. */}
        <a className="hover:underline" href={`/p/${offerer.handle}`}>
          {offerer.name}
        </a>
      </p>
      {!isOn && <p className="mt-2 text-time">This is off: only you see it.</p>}
      <h1 className="mt-1 text-xl font-semibold wrap-anywhere">{title}</h1>
      <p className="tabular mt-1 text-muted">{factsOf(offering, locale).join(' · ')}</p>
      {picture && (
        <img
          className="mt-6 w-full rounded-card border border-line"
          src={picture.url}
          width={picture.width}
          height={picture.height}
          alt=""
        />
      )}
      <div className="mt-6 max-w-measure wrap-anywhere">
        {description
          .split(/\n\s*\n/)
          .filter((one) => one.trim() !== '')
          .map((one) => (
            <p key={one} className="mb-3 whitespace-pre-line">
              {one.trim()}
            </p>
          ))}
      </div>
      {answerWithinMinutes !== null && (
        <p className="mt-4 text-muted">{sayAnswer(offerer.name, answerWithinMinutes)}</p>
      )}
    </>
  )
}
