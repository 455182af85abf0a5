-- A meeting may take place elsewhere than in Parley: what an invite wishes for, which calendars can make such a place, and
-- where a call leads.

-- What kind of online meeting this calendar can make, as its provider last said.
alter table calendars add column conference text check (conference in ('meet', 'teams'));

alter table invites
  add column place text not null default 'parley' check (place in ('parley', 'meet', 'teams', 'link')),
  -- The organizer's own link, for `link` alone.
  add column place_url text not null default '';

-- Where the call leads instead of taking place here, and what has come of that. Its attendees alone see it.
alter table calls add column elsewhere jsonb;
