"""A calendar is published as a new version; what was promised under an old one can be reckoned again as it was."""

from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction

from lienthong.ground.calendar import content, queries
from lienthong.ground.calendar.actions import SourceMissing, publish_calendar
from lienthong.ground.calendar.compiled import BeyondCalendar
from lienthong.ground.calendar.models import CalendarDocument
from lienthong.ground.calendar.tests.conftest import at
from lienthong.ground.journal.models import Act

NOW = at("2026-11-20 09:00")
CLERK = ("mandates.mandate", uuid4())
pytestmark = pytest.mark.django_db


def plain(year):
    return next(each for each in content.packaged() if each["valid_from"].startswith(str(year)))


def publish(given, *, body_id=None, now=NOW, **more):
    return publish_calendar(plain={**given, **more}, body_id=body_id, by=CLERK, now=now)


def test_without_any_publication_the_packaged_calendar_holds():
    assert not queries.calendar_for(None, NOW.date()).is_working_day(date(2026, 11, 24))
    assert queries.calendar_for(None, NOW.date()) is queries.calendar_for(None, date(2020, 1, 1))


def test_a_new_version_changes_the_days_and_is_recorded_and_announced(monkeypatch):
    announced = []
    monkeypatch.setattr("lienthong.ground.calendar.actions.outbox.announce", announced.append)
    days = [day for day in plain(2026)["days"] if day["on"] != "2026-11-24"]
    document = publish(plain(2026), days=days)
    assert (document.version, str(document)) == (2, f"{plain(2026)['name']} (2)")
    assert queries.calendar_for(None, NOW.date()).is_working_day(date(2026, 11, 24))
    act = Act.objects.about(document).get()
    assert (act.verb, act.body["version"]) == ("calendar.document.published", 2)
    assert [(event.name, event.subject) for event in announced] == [("calendar.document.published", document.id)]
    assert publish(plain(2026)).version == 3


def test_an_old_promise_is_reckoned_with_what_was_known_then():
    publish(plain(2026), days=[], now=NOW)
    before = queries.calendar_for(None, NOW.date(), known_at=NOW - timedelta(seconds=1))
    after = queries.calendar_for(None, NOW.date(), known_at=NOW)
    assert (before.is_working_day(date(2026, 11, 24)), after.is_working_day(date(2026, 11, 24))) == (False, True)


def test_hours_of_one_body_change_nothing_for_others():
    body = uuid4()
    span = {"valid_from": "2026-11-01", "valid_until": "2026-11-30", "source": "Quy chế làm việc"}
    publish(span, body_id=body, hours=[["08:00", "12:00"], ["13:30", "17:30"]], week=[1, 2, 3, 4, 5, 6], cutoff="16:00")
    own, national = queries.calendar_for(body, NOW.date()), queries.calendar_for(None, NOW.date())
    assert own.closes_at(date(2026, 11, 20)) == at("2026-11-20 17:30")
    assert own.is_working_day(date(2026, 11, 21))
    assert not own.is_working_day(date(2026, 11, 24))
    assert own.first_counted_day(at("2026-11-20 15:30")) == date(2026, 11, 20)
    assert own.closes_at(date(2026, 12, 1)) == at("2026-12-01 16:30")
    assert national.closes_at(date(2026, 11, 20)) == at("2026-11-20 16:30")
    assert queries.calendar_for(uuid4(), NOW.date()).closes_at(date(2026, 11, 20)) == at("2026-11-20 16:30")


def test_a_day_off_of_one_body_is_its_own():
    body = uuid4()
    day = {
        "on": "2026-11-20",
        "working": False,
        "vi": "Ngày Nhà giáo",
        "en": "Teachers",
        "certainty": "enacted",
        "source": "x",
    }
    publish({"valid_from": "2026-11-20", "valid_until": "2026-11-20", "source": "x"}, body_id=body, days=[day])
    assert not queries.calendar_for(body, NOW.date()).is_working_day(NOW.date())
    assert queries.calendar_for(None, NOW.date()).is_working_day(NOW.date())


def test_the_next_year_is_published_and_reckoned_at_once():
    with pytest.raises(BeyondCalendar):
        queries.calendar_for(None, date(2028, 1, 3))
    publish(plain(2027), valid_from="2028-01-01", valid_until="2028-12-31", days=[])
    assert queries.calendar_for(None, date(2028, 1, 3)).is_working_day(date(2028, 1, 3))


def test_a_year_that_would_leave_a_gap_is_refused():
    with pytest.raises(BeyondCalendar), transaction.atomic():
        publish(plain(2027), valid_from="2029-01-01", valid_until="2029-12-31", days=[])
    assert not CalendarDocument.objects.exists()


def test_a_calendar_without_source_or_sense_is_refused():
    with pytest.raises(SourceMissing):
        publish(plain(2026), source=" ")
    with pytest.raises(content.CalendarMalformed):
        publish(plain(2026), hours=None)


def test_the_database_refuses_the_same_version_twice():
    document = publish(plain(2026))
    with pytest.raises(IntegrityError), transaction.atomic():
        CalendarDocument.objects.create(
            valid_from=document.valid_from, valid_until=document.valid_until, version=document.version,
            content={}, source="x", published_at=NOW,
        )  # fmt: skip


def test_the_list_of_documents_shows_what_is_packaged_and_what_was_published():
    publish(plain(2026))
    listed = queries.documents(None)
    assert [each.version for each in listed] == [1] * 9 + [2]
    assert (listed[0].published_at, listed[-1].published_at) == (None, NOW)


def test_a_calendar_costs_one_query(django_assert_num_queries):
    queries.calendar_for(None, NOW.date())
    with django_assert_num_queries(1):
        queries.calendar_for(None, NOW.date())


@pytest.mark.parametrize("change", [lambda row: row.save(), lambda row: row.delete()])
def test_the_database_refuses_to_change_or_delete_a_published_calendar(change):
    document = publish(plain(2026))
    with pytest.raises(IntegrityError, match="never changed"), transaction.atomic():
        change(document)
