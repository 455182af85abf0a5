-- Who did what, written in the same commit as what they did. Rows are added and never changed or taken away.

create table audit (
  id uuid primary key,
  at timestamptz not null,
  -- What happened, such as `sign-in.failed` or `member.removed`.
  action text not null,
  -- Who did it; null for somebody who is not signed in.
  actor_id uuid,
  -- Whom it is about, when that is somebody else or nobody did it. No foreign keys: what is gone stays written down.
  person_id uuid,
  room_id uuid,
  -- The session, entry, invite or meeting it was done to.
  subject_id uuid,
  -- A device, a role, a way of signing in: never what people wrote, never a secret.
  detail jsonb not null
);
create index audit_actor on audit (actor_id, id desc);
create index audit_person on audit (person_id, id desc);

create function refuse_audit_change() returns trigger language plpgsql as $$
begin
  raise exception 'The audit log is only added to.' using errcode = 'object_not_in_prerequisite_state';
end
$$;

create trigger audit_only_grows before update or delete or truncate on audit
  for each statement execute function refuse_audit_change();
