import { composePage, homePage, messagePage } from './pages.ts'
import { personOf, type ShowAs } from './person.ts'
import { addDays, instantOf, isoOf } from './wall.ts'
import { accountOf, type World } from './world.ts'

type Desk = { world: World; revoke: (email: string) => void }
type PageAnswer = { status: number; headers: Record<string, string>; body: string }

/** Outlook on the web, as far as it is needed: pages for people. Undefined for other addresses. */
export function answerPage(
  { world, revoke }: Desk,
  method: string,
  url: URL,
  form: URLSearchParams,
): PageAnswer | undefined {
  const accounts = [...world.accounts.values()]
  const text = (name: string) => form.get(name) ?? ''
  const account = () => accountOf(world, text('email'))
  const person = () => personOf(world, account())
  /** What a field says in the mailbox's zone, as the event wants it. */
  const time = (name: string) => {
    const value = text(name)
    return value.includes('T') ? isoOf(instantOf(value, account().timeZone)) : value
  }
  const addresses: Record<string, () => PageAnswer> = {
    'GET /': () =>
      page(
        homePage(
          accounts.map((one) => ({ account: one, person: personOf(world, one) })),
          world.now(),
        ),
      ),
    'GET /calendar/0/deeplink/compose': () => page(composePage(accounts, url.searchParams)),
    'GET /calendar/deeplink/compose': () => page(composePage(accounts, url.searchParams)),
    'POST /outlook/move': () => {
      person().moveEvent(text('id'), time('start'), time('end'))
      return home()
    },
    'POST /outlook/delete': () => {
      person().deleteEvent(text('id'))
      return home()
    },
    'POST /outlook/add': () => {
      person().addEvent({
        calendar: text('calendar'),
        subject: text('subject'),
        showAs: text('showAs') as ShowAs,
        ...(form.has('isAllDay')
          ? wholeDays(text('start'), text('end'))
          : { start: time('start'), end: time('end') }),
      })
      return home()
    },
    'POST /outlook/revoke': () => {
      revoke(text('email'))
      return home()
    },
    'POST /outlook/compose': () => {
      const { subject, location, body } = Object.fromEntries(form) as Record<string, string>
      person().addEvent({
        start: isoOf(instantOf(text('start'), 'UTC')),
        end: isoOf(instantOf(text('end'), 'UTC')),
        ...(subject && { subject }),
        ...(location && { location }),
        ...(body && { body }),
      })
      return page(messagePage(`Saved in the calendar of ${account().name}.`))
    },
  }
  const found = addresses[`${method} ${url.pathname}`]
  try {
    return found?.()
  } catch (error) {
    // Gone meanwhile, or an end before its start: said, as in Outlook.
    return { ...page(messagePage(error instanceof Error ? error.message : String(error))), status: 400 }
  }
}

/** From the first day's midnight to that after the last. */
function wholeDays(start: string, end: string): { start: string; end: string; isAllDay: true } {
  return { start: start.slice(0, 10), end: addDays(end.slice(0, 10), 1), isAllDay: true }
}

function page(body: string): PageAnswer {
  return { status: 200, headers: { 'content-type': 'text/html; charset=utf-8' }, body }
}

function home(): PageAnswer {
  return { status: 303, headers: { location: '/' }, body: '' }
}
