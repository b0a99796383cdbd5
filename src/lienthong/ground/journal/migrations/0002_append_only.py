"""The database itself refuses to change, delete or forge acts.

A guard against mistakes and against accounts without superuser rights; whoever switches it off is caught by the audit.
`lienthong.throw_away_database` lets test databases be emptied between tests; nothing else sets it.
"""

from django.db import migrations

FORWARD = """
create function journal_act_guard() returns trigger language plpgsql as $$
begin
    if tg_op = 'INSERT' then
        if new.leaf_index is null then
            return new;
        end if;
        raise exception 'an act is given its place in the log by the sequencer, not on insert'
            using errcode = 'restrict_violation';
    end if;
    if tg_op = 'UPDATE' then
        if (new.id, new.verb, new.subject_kind, new.subject_id, new.by_kind, new.by_id, new.for_whom_kind,
            new.for_whom_id, new.capacity, new.at, new.body_digest, new.record_digest)
           is not distinct from
           (old.id, old.verb, old.subject_kind, old.subject_id, old.by_kind, old.by_id, old.for_whom_kind,
            old.for_whom_id, old.capacity, old.at, old.body_digest, old.record_digest)
        then
            if old.leaf_index is null and new.leaf_index is not null
               and new.salt is not distinct from old.salt and new.body is not distinct from old.body then
                return new;
            end if;
            if new.leaf_index is not distinct from old.leaf_index and new.salt is null and new.body is null then
                return new;
            end if;
        end if;
        raise exception 'an act is never changed' using errcode = 'restrict_violation';
    end if;
    if tg_op = 'TRUNCATE' and current_setting('lienthong.throw_away_database', true) = 'on' then
        return null;
    end if;
    raise exception 'an act is never deleted' using errcode = 'restrict_violation';
end $$;

create trigger journal_act_guard_row before insert or update or delete on journal_act
    for each row execute function journal_act_guard();
create trigger journal_act_guard_table before truncate on journal_act
    for each statement execute function journal_act_guard();
"""

BACKWARD = """
drop trigger journal_act_guard_table on journal_act;
drop trigger journal_act_guard_row on journal_act;
drop function journal_act_guard();
"""


class Migration(migrations.Migration):
    dependencies = [("journal", "0001_initial")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
