import { Bell } from 'lucide-react'
import { Link as AriaLink } from 'react-aria-components'

import { Button } from '#kit/Button.tsx'
import { classes } from '#kit/classes.ts'
import { FailedState } from '#kit/FailedState.tsx'
import { IconButton } from '#kit/IconButton.tsx'
import { Popover } from '#kit/Popover.tsx'
import { usePreferences } from '#kit/preferences.tsx'
import { SkeletonLines } from '#kit/SkeletonLines.tsx'
import { useNow } from '#kit/use-now.ts'
import { VisuallyHidden } from '#kit/VisuallyHidden.tsx'
import { sayDay, sayTime } from '#time/display.ts'
import { instantOf } from '#time/instant.ts'
import { dateAt } from '#time/zone.ts'

import type { Notice } from '../contract.ts'
import { useNotices } from './use-notices.ts'

/** What one was told lately, behind a bell that counts what is unread. */
export function NoticeBell() {
  const { unread } = useNotices()
  return (
    <Popover
      label="Notifications"
      placement="bottom"
      className="w-96 max-w-full p-2"
      trigger={
        <IconButton
          label={unread > 0 ? `Notifications, ${unread} unread` : 'Notifications'}
          icon={Bell}
          count={unread}
        />
      }
    >
      {({ close }) => <NoticePane onLeave={close} />}
    </Popover>
  )
}

function NoticePane({ onLeave }: { onLeave: () => void }) {
  const { notices, unread, failure, retry, markRead } = useNotices()
  const [latest] = notices ?? []
  return (
    <>
      <div className="flex min-h-10 items-center justify-between gap-3 pr-1 pl-3">
        <h2 className="font-semibold">Notifications</h2>
        {unread > 0 && latest && (
          <Button
            size="small"
            variant="quiet"
            onPress={() => markRead({ noticeId: latest.id, andEarlier: true })}
          >
            Mark all as read
          </Button>
        )}
      </div>
      {failure && (
        <FailedState title="Your notifications could not be read" onRetry={retry}>
          Nothing in them is lost.
        </FailedState>
      )}
      {!notices && !failure && <SkeletonLines count={4} label="Reading your notifications" />}
      {notices?.length === 0 && (
        <p className="px-3 py-6 text-center text-muted">
          Nothing yet. Meetings, mentions and whatever needs you will be told here.
        </p>
      )}
      <ul>
        {notices?.map((notice) => (
          <li key={notice.id}>
            <NoticeLine
              notice={notice}
              onOpen={() => {
                if (!notice.isRead) markRead({ noticeId: notice.id, andEarlier: false })
                onLeave()
              }}
            />
          </li>
        ))}
      </ul>
    </>
  )
}

function NoticeLine({ notice, onOpen }: { notice: Notice; onOpen: () => void }) {
  const { href } = notice
  if (href === null) {
    return (
      <div className="flex gap-2.5 px-3 py-2.5">
        <NoticeWords notice={notice} remark="You are no longer in this room." />
      </div>
    )
  }
  return (
    <AriaLink
      href={href}
      onPress={onOpen}
      className="flex gap-2.5 rounded-card px-3 py-2.5 outline-none hover:bg-hover data-focus-visible:outline-2 data-focus-visible:outline-focus"
    >
      <NoticeWords notice={notice} />
    </AriaLink>
  )
}

function NoticeWords({ notice, remark }: { notice: Notice; remark?: string }) {
  const { title, text, isRead, toldAt } = notice
  return (
    <>
      <span
        aria-hidden="true"
        className={classes('mt-2 size-2 shrink-0 rounded-full', isRead ? 'bg-transparent' : 'bg-accent')}
      />
      <span className="min-w-0 flex-1">
        <span className="flex items-baseline gap-2">
          <span className={classes('min-w-0 flex-1 break-words', !isRead && 'font-semibold')}>
            {!isRead && <VisuallyHidden>Unread: </VisuallyHidden>}
            {title}
          </span>
          <ToldAt at={toldAt} />
        </span>
        <span className="mt-0.5 line-clamp-3 break-words text-sm text-muted">{text}</span>
        {remark && <span className="mt-0.5 block text-sm text-muted italic">{remark}</span>}
      </span>
    </>
  )
}

function ToldAt({ at }: { at: string }) {
  const preferences = usePreferences()
  const now = useNow()
  const instant = instantOf(at)
  const isToday = dateAt(preferences.timeZone, instant) === dateAt(preferences.timeZone, now)
  return (
    <time dateTime={at} className="tabular shrink-0 text-sm text-muted">
      {isToday ? sayTime(instant, preferences) : sayDay(instant, preferences)}
    </time>
  )
}
