-- What a mail said, in the words of whoever wrote it, and what of that reached the mail server. A mail about something
-- that changed again can so say what is news to its reader, and nothing at all to one who never heard of it.
alter table deliveries
  -- What the mail as it is wanted now is about.
  add column about jsonb,
  -- The same of the version a sender is at, until it is known what came of it.
  add column tried jsonb,
  -- The same of the last version the mail server took, or may have taken before it was gone.
  add column reached jsonb,
  drop constraint deliveries_state_check,
  -- `dropped`: it was overtaken before it was sent, and there is nothing to say any more.
  add constraint deliveries_state_check check (state in ('waiting', 'sent', 'parked', 'dropped'));
