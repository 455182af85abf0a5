-- A calendar that was being read while its link ended could be kept after all, and stayed: busy times and titles of links that are
-- no more. What is left of them goes, and no calendar of such a link counts.
delete from busy_times
where calendar_id in (select c.id from calendars c join calendar_links l on l.id = c.link_id where l.state = 'unlinked');

delete from busy_titles
where calendar_id in (select c.id from calendars c join calendar_links l on l.id = c.link_id where l.state = 'unlinked');

update calendars set
  counts_as_busy = false, receives = false, read_at = null, read_from = null, read_until = null, cursor = null,
  watch_id = null, watch_resource = null, watch_secret_hash = null, watch_expires_at = null
where link_id in (select id from calendar_links where state = 'unlinked');
