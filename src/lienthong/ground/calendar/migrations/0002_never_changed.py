"""A published calendar is never changed and never deleted: the database itself refuses. A new version is a new row."""

from django.db import migrations

FORWARD = """
create function calendar_document_guard() returns trigger language plpgsql as $$
begin
    raise exception 'a published calendar is never changed; publish a new version'
        using errcode = 'restrict_violation';
end $$;

create trigger calendar_document_guard before update or delete on calendar_calendardocument
    for each row execute function calendar_document_guard();
"""

BACKWARD = """
drop trigger calendar_document_guard on calendar_calendardocument;
drop function calendar_document_guard();
"""


class Migration(migrations.Migration):
    dependencies = [("calendar", "0001_initial")]

    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
