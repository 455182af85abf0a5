-- A person can keep several schedules: hours for work, for clients, for an evening course. One is the default, which invites
-- begin with; what was kept before is the one everybody has.

alter table schedules drop constraint schedules_pkey;
alter table schedules add column id uuid, add column name text, add column is_default boolean;
update schedules set id = gen_random_uuid(), name = 'Working hours', is_default = true;
alter table schedules alter column id set not null, alter column name set not null, alter column is_default set not null;
alter table schedules add primary key (id);

create unique index schedules_default on schedules (person_id) where is_default;
create unique index schedules_name on schedules (person_id, lower(name));

-- The index allows one default at most; whoever keeps any schedule has one at least. Looked at when the change is whole,
-- because making another one the default has none for a moment.
create function refuse_no_default() returns trigger language plpgsql as $$
begin
  if exists (select from schedules where person_id = coalesce(new.person_id, old.person_id))
    and not exists (select from schedules where person_id = coalesce(new.person_id, old.person_id) and is_default)
  then
    raise exception 'one schedule must be the default' using errcode = 'check_violation';
  end if;
  return null;
end $$;

create constraint trigger schedules_have_default after insert or update or delete on schedules
  deferrable initially deferred for each row execute function refuse_no_default();
