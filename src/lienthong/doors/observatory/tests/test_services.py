"""Public services in figures: hidden where few, recomputable by anybody, sealed each day in the public log."""

import json
from datetime import date, timedelta

import pytest
from django.core.cache import cache
from django.test import Client

from conftest import MONDAY, at, submitted
from lienthong.doors.observatory import services_tables, services_telling
from lienthong.ground.journal import installation, receipts
from lienthong.ground.journal.models import Act
from lienthong.ground.journal.sequencer import sequence_now
from lienthong.kit import clock
from lienthong.kit.ids import new_id
from lienthong.work.feedback.models import Answer, Invitation, RecoveryCase
from lienthong.work.feedback.states import Level
from lienthong.work.onestop import actions, figures, jobs
from lienthong.work.onestop.actions.sealing import DayNotOver
from lienthong.work.onestop.models import Dossier, SealedDay
from lienthong.work.services.models import Application

TUESDAY = at("09:00", day=date(2026, 11, 17))


@pytest.fixture(autouse=True)
def on_tuesday(db, monkeypatch):
    cache.clear()
    monkeypatch.setattr(clock, "now", lambda: TUESDAY)


@pytest.fixture
def one(shop):
    """A dossier of Monday that was received."""
    return actions.receive(dossier=submitted(shop), by=shop.receiver, now=at("10:00"))


def copies(dossier, many, **values):
    """Rows like this one, as if so many had been decided."""
    for _turn in range(many):
        application = dossier.application
        application.pk = application.id = new_id()
        application.resume_code, application._state.adding = str(application.pk)[-12:], True
        application.save(force_insert=True)
        copy = Dossier.objects.get(pk=dossier.pk)
        copy.pk = copy.id = new_id()
        copy.application, copy.code, copy._state.adding = application, f"X-{copy.pk}", True
        for name, value in values.items():
            setattr(copy, name, value)
        copy.save(force_insert=True)
        yield copy


def asked(dossier, level, *, reasons=(), closed=None, **more):
    """Asked fourteen days before the answer is counted, which is Monday afternoon if not said otherwise."""
    closed = closed or at("15:00")
    invitation = Invitation.objects.create(
        end_id=new_id(), digest=new_id().bytes, subject_kind="onestop.dossier", subject_id=dossier.pk, title="Đổi",
        code=dossier.code, procedure=dossier.procedure.key, body=dossier.body, unit=dossier.deciding_unit,
        end="granted", sent=True, asked_at=closed - timedelta(days=14), expires_at=closed, level=level,
        answered_at=closed - timedelta(days=13) if level else None, **{"channel": "online", "place": "province", **more},
    )  # fmt: skip
    if level:
        Answer.objects.create(
            invitation=invitation, seq=1, level=level, reasons=list(reasons), at=invitation.answered_at
        )
    return invitation


@pytest.fixture
def busy(one):
    """Twelve decided: nine on time with good words, three late with bad ones, one of them about an official."""
    decided, promised = at("15:00"), at("16:30")
    good = {"decided_at": decided, "promised_at": promised, "due_at": promised + timedelta(days=1), "status": 9}
    for place, dossier in enumerate(copies(one, 9, **good)):
        asked(dossier, Level.GOOD, age_group="young" if place else "old")
    late = {"decided_at": decided, "promised_at": at("14:00"), "due_at": at("14:00"), "status": 9}
    for dossier in copies(one, 3, **late):
        asked(dossier, Level.POOR, reasons=["attitude"])
    RecoveryCase.objects.create(
        invitation=Invitation.objects.filter(level=2).first(), body=one.body, opened_at=at("08:00"),
        due_at=at("09:00"), trace={},
    )  # fmt: skip
    for flagged in Invitation.objects.filter(level=4)[:2]:
        Invitation.objects.filter(pk=flagged.pk).update(flags=["together"])
    return one


def test_an_empty_country_shows_empty_figures(db):
    for language in ("vi", "en"):
        stranger = Client()
        stranger.cookies["django_language"] = language
        assert stranger.get("/figures/services/").status_code == 200
        for name in services_telling.ALL:
            assert stranger.get(f"/figures/services/{name}/").status_code == 200
    assert Client().get("/figures/services/unknown/").status_code == 404


def csv_of(name, days=7):
    answer = Client().get(f"/figures/services/{name}.csv?days={days}")
    lines = b"".join(answer.streaming_content).decode().splitlines()
    return lines[1:]


def test_twelve_decided_are_shown_with_share_interval_and_points(busy):
    page = Client().get("/figures/services/?days=7").text
    assert '<span class="stat-figure">75,0' in page
    assert "Người Thử" not in page
    assert "Nguyễn Thị Minh Anh" not in page
    [time] = csv_of("on-time")
    assert "75,0 %" in time
    assert "46,8–91,1 %" in time
    [said] = csv_of("satisfaction")
    assert said.endswith('10,10,10,"100,0 %","3,8","90,0 %","59,6–98,2 %",2,ẩn'), (
        "ten of twelve fill a batch; two are marked, and what they said is not to be had by leaving them out"
    )
    assert "bị đánh dấu: 2" in page
    [points] = csv_of("scores")
    assert points.endswith('12,"1,8",–,"2,0","2,0","0,0","0,0","1,6","0,0","0,0","7,4",15,Trung bình – Khá'), (
        "of copies no event is known, and the package still has facts to be confirmed"
    )
    [index] = csv_of("index-766")
    assert index.endswith('12,"0,0","15,0","7,3","12,0","0,0","13,3","47,6",88'), index
    assert "Chỉ số 6, nửa niêm yết" in Client().get("/figures/services/scores/").text
    gaps = csv_of("gaps")
    assert any("ẩn" in line for line in gaps), "one old person is hidden"


def test_few_are_hidden_in_page_and_file(one):
    for dossier in copies(one, 9, decided_at=at("15:00"), due_at=at("16:30"), status=9):
        asked(dossier, Level.VERY_GOOD)
    page = Client().get("/figures/services/satisfaction/?days=7").text
    assert "100,0 %" not in page.split("Đếm thế nào")[0]
    for name in ("on-time", "office-time", "satisfaction", "scores", "index-766"):
        [line] = csv_of(name)
        assert "ẩn" in line, name


def test_what_is_few_is_not_given_back_by_a_caption_or_by_what_stands_beside_it(one):
    """Eight decided: neither the caption of the picture nor the head of the pages says so."""
    few = {"decided_at": at("15:00"), "promised_at": at("16:30"), "due_at": at("16:30"), "status": 9}
    assert len([*copies(one, 8, **few)]) == 8
    page = Client().get("/figures/services/?days=7").text
    assert "Dưới 10 hồ sơ được giải quyết." in page
    assert '<span class="stat-figure">&lt;10</span>' in page
    assert "hồ sơ được giải quyết; đúng ngày đã hẹn" not in page
    home = Client().get("/").text
    assert '<span class="stat-figure">&lt;10</span>' in home


def test_of_many_the_caption_says_how_many_and_which_part(busy):
    assert "12 hồ sơ được giải quyết; đúng ngày đã hẹn: 75,0 %." in Client().get("/figures/services/?days=7").text


def test_what_is_hidden_beside_the_few_looks_like_them():
    """Were it said which is few, 1 and 10 would be known from their sum."""
    assert services_tables.column([1, 10, 40]) == ["ẩn", "ẩn", 40]
    assert services_tables.column([12, 9, 11, 30], of=["a", "a", "b", "b"]) == ["ẩn", "ẩn", 11, 30]


def published(days):
    """All that a stranger can save of what people answered."""
    cache.clear()
    names = ("satisfaction", "gaps", "scores", "index-766")
    return [csv_of(name, each) for name in names for each in days]


PERIODS = (7, 30, 90, 365)


def answered(one, channel, many, level=Level.GOOD, **more):
    return [asked(one, level, channel=channel, **more) for _turn in range(many)]


def test_what_is_not_in_a_whole_batch_is_nowhere_in_no_period_and_no_sum(one):
    """Nine answers, or the three after a batch, may be anything or missing: all that is published stays the same."""
    assert len([*copies(one, 12, decided_at=at("15:00"), due_at=at("16:30"), promised_at=at("16:30"), status=9)]) == 12
    answered(one, "online", 10, age_group="old")
    few = answered(one, "counter", 9, age_group="young") + answered(one, "online", 3, age_group="middle")
    before = published(PERIODS)
    assert ["10" in line for line in before[0]].count(True) == 1
    for place, each in enumerate(few):
        Invitation.objects.filter(pk=each.pk).update(level=Level.VERY_POOR)
        assert published((7,)) == before[::4], place
    Answer.objects.filter(invitation__in=few).update(level=Level.VERY_POOR, reasons=["attitude"])
    assert published(PERIODS) == before
    for each in few[1:9]:
        Invitation.objects.filter(pk=each.pk).update(level=None, answered_at=None)
    assert published(PERIODS) == before


def test_within_a_batch_nobody_can_tell_who_said_what(one):
    many = answered(one, "online", 9) + answered(one, "online", 1, Level.VERY_POOR)
    before = published(PERIODS)
    for first, last in zip(many[:5], reversed(many[5:]), strict=True):
        Invitation.objects.filter(pk=first.pk).update(level=last.level)
        Invitation.objects.filter(pk=last.pk).update(level=first.level)
    assert published(PERIODS) == before


def counted_at(now, days):
    found = figures.count(since=now - timedelta(days=days), until=now + timedelta(days=1), now=now)
    return {(row.procedure, row.channel): row.answers for row in found.satisfaction}, {
        (row.kind, row.value): row.answers for row in found.groups
    }


def test_two_days_and_two_periods_differ_by_whole_batches(one):
    """One answer closes each day for fifty days; whatever is downloaded when, differences are nought or ten people."""
    first = TUESDAY - timedelta(days=50)
    for day in range(50):
        asked(one, Level.GOOD, closed=first + timedelta(days=day), age_group="old" if day % 3 else "young")
    seen = [counted_at(first + timedelta(days=day), days) for day in range(0, 60, 3) for days in PERIODS]
    for tables in seen:
        assert all(answers % 10 == 0 for table in tables for answers in table.values())
    cells, groups = seen[-1]
    assert sum(cells.values()) == 50
    assert groups["channel", "online"] == groups["place", "province"] == 50
    assert (groups["age", "old"], groups["age", "young"]) == (30, 10), "33 and 17 of them"


@pytest.fixture
def decided(shop, one):
    """The same, handed over, taken and decided."""
    actions.acknowledge(dossier=one, by=shop.officer, now=at("10:30"))
    words = "Giấy phép hạng B còn hiệu lực, dữ liệu khớp."
    return actions.decide(dossier=one, outcome="cap_moi", words=words, by=shop.chief, now=at("14:00"))


def test_months_times_and_the_stay_in_a_unit_are_counted_from_the_events(decided):
    found = figures.count(since=at("00:00"), until=at("23:59"), now=TUESDAY)
    assert [(row.month, row.received, row.decided, row.late) for row in found.months] == [("2026-11", 1, 1, 0)]
    assert (found.decided, found.on_time) == (1, 1)
    [score] = found.scores
    assert (score.unit_sooner, score.unit_same, score.unit_longer) == (1, 0, 0)
    house = found.houses[score.body]
    assert (house.procedures, house.on_the_spot, house.all_there) == (1, 0, True)
    assert (house.electronic, house.kept, house.reused, house.with_fee, house.paid_online) == (1, 1, 0, 1, 1)
    read = {"full_name": {"register": "persons", "value": "Nguyễn Thị Minh Anh", "reading": "", "as_of": ""}}
    Application.objects.filter(pk=decided.application_id).update(facts=read)
    [house] = figures.count(since=at("00:00"), until=at("23:59"), now=TUESDAY).houses.values()
    assert house.reused == 1
    [time] = found.times
    assert time.slow_days == pytest.approx(5 / 24)
    assert 7 < time.limit_days < 8


def test_a_day_is_sealed_once_when_it_is_over_and_its_root_stands_in_the_log(one):
    with pytest.raises(DayNotOver):
        actions.seal_day(on=TUESDAY.date(), by=None, now=TUESDAY)
    jobs.seal()
    jobs.seal()
    assert SealedDay.objects.count() == 7
    day = SealedDay.objects.get(on=MONDAY.date())
    assert day.row_count == one.events.count()
    assert str(one.pk) not in day.content
    assert one.code not in day.content
    assert actions.seal_day(on=day.on, by=None, now=TUESDAY) == day
    act = Act.objects.about(day).get(verb="observatory.day.sealed")
    assert act.body["root"] == bytes(day.root).hex()


def test_a_stranger_gets_the_day_as_a_file_and_its_receipt(decided):
    actions.seal_days(by=None, now=TUESDAY)
    sequence_now()
    stranger, address = Client(), "/figures/services/events-2026-11-16"
    [day] = SealedDay.objects.filter(on=MONDAY.date())
    assert stranger.get(f"{address}.csv").content.decode() == day.content
    receipt = json.loads(stranger.get(f"{address}.receipt.json").content)
    assert receipt["body"]["root"] == bytes(day.root).hex()
    assert receipts.holds(receipts.verify_receipt(receipt, installation.store().verifier_key()))


def test_days_that_are_not_published_are_not_found(db):
    for address in ("events-2026-11-16.csv", "events-2026-11-16.receipt.json", "events-2026-13-40.csv"):
        assert Client().get(f"/figures/services/{address}").status_code == 404
