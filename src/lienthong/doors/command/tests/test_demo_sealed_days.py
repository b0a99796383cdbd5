"""The demonstration's past days are published, so that a stranger has something to compute again."""

from datetime import date, timedelta

from conftest import at, submitted
from lienthong.doors.command.demo_data import consultations, filling, sealed_days
from lienthong.doors.command.demo_data.consultations import begins_on
from lienthong.work.onestop import actions
from lienthong.work.onestop.models import SealedDay

MONDAY, WEDNESDAY = date(2026, 11, 16), date(2026, 11, 18)
NOW = at("09:00", day=WEDNESDAY)


def test_days_that_are_over_are_sealed_once_and_none_to_which_something_is_still_written(shop):
    sealed_days.seal(before=WEDNESDAY, now=NOW)
    assert not SealedDay.objects.exists(), "nothing happened yet"
    actions.receive(dossier=submitted(shop), by=shop.receiver, now=at("10:00"))
    for _again in range(2):
        sealed_days.seal(before=date(2026, 11, 17), now=NOW)
    (sealed,) = SealedDay.objects.all()
    assert (sealed.on, sealed.row_count > 0) == (MONDAY, True)
    sealed_days.seal(before=date(2027, 1, 1), now=NOW)
    assert [each.on for each in SealedDay.objects.order_by("on")] == [MONDAY, date(2026, 11, 17)], "today is not over"


def test_what_is_written_last_is_never_of_a_day_sealed_before():
    assert begins_on(now=NOW) == WEDNESDAY
    assert begins_on(now=at("03:00", day=WEDNESDAY)) == date(2026, 11, 17)


def test_the_demonstration_seals_them_after_its_dossiers_and_once_more_at_the_end(shop, monkeypatch):
    done = []
    for room, name in (("procedures", "publish"), ("petitions", "fill"), ("dossiers", "fill"), ("births", "fill")):
        monkeypatch.setattr(getattr(filling, room), name, lambda name=f"{room}", **_told: done.append(name))
    monkeypatch.setattr(filling.country, "settle", lambda *_people, **_told: done.append("people"))
    monkeypatch.setattr(filling.share, "circles", lambda _work: [])
    monkeypatch.setattr(filling, "_founded_at", lambda: NOW - timedelta(hours=1))
    monkeypatch.setattr(consultations, "fill", lambda **_told: done.append("consultations"))
    monkeypatch.setattr(sealed_days, "seal", lambda **_told: done.append("sealed"))
    filling.fill(documents=0, people=1, say=done.append, only_opening=True)
    assert "sealed" not in done, "not before the pages open"
    filling.fill(documents=0, people=1, say=done.append)
    assert done[-6:] == ["dossiers", "births", "sealed", "people", "consultations", "sealed"]
