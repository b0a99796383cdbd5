"""Changing the directory: what each verb does, what it refuses, and that it can be taken back."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import transaction

from lienthong.ground.journal.models import Act
from lienthong.ground.organisations import actions, planning, queries, reorganisation, rules
from lienthong.ground.organisations.models import Body, Change, Post, Succession, Unit
from lienthong.ground.organisations.naming import Naming
from lienthong.ground.organisations.planning import NewBody
from lienthong.ground.organisations.plans import Plan
from lienthong.ground.organisations.states import BodyKind, ChangeKind, CodeScheme, Rank

pytestmark = pytest.mark.django_db
ON = date(2025, 7, 1)
BEFORE = ON - timedelta(days=1)
G18, G17 = "G18", "G17"


def verbs(body) -> list[str]:
    return [act.verb for act in Act.objects.about(body).order_by("id")]


def test_a_body_is_found_under_its_code_from_its_first_day(founded):
    body = founded("Bộ Y tế", code=G18)
    assert queries.resolve_code(G18, date(2019, 3, 12)) == body
    with pytest.raises(queries.UnknownCode):
        queries.resolve_code(G18, date(2019, 3, 11))


def test_a_renamed_body_keeps_its_old_name_for_the_days_before(founded, now):
    body = founded("Bộ Y tế", code=G18)
    change = actions.rename(
        institution=body, name=Naming("Bộ Y tế và Dân số", abbreviation="BYTDS"), on=ON, by=None, now=now
    )
    assert [b.vi_then for b in queries.directory(BEFORE)] == ["Bộ Y tế"]
    assert [b.vi_then for b in queries.directory(ON)] == ["Bộ Y tế và Dân số"]
    body.refresh_from_db()
    assert (body.name_vi, body.abbreviation) == ("Bộ Y tế và Dân số", "BYTDS")
    assert change.plan["lines"] == ["Bộ Y tế đổi tên thành Bộ Y tế và Dân số từ ngày 01/07/2025."]
    assert "organisations.body.renamed" in verbs(body)


def test_a_code_ends_and_another_begins(founded, now):
    body = founded("Bộ Y tế", code=G18)
    actions.recode(institution=body, scheme=CodeScheme.DECISION20, value=G17, on=ON, by=None, now=now)
    body.refresh_from_db()
    assert queries.resolve_code(G18, BEFORE) == queries.resolve_code(G17, ON) == body
    actions.recode(
        institution=body, scheme=CodeScheme.DECISION20, value="", on=ON + timedelta(days=9), by=None, now=now
    )
    body.refresh_from_db()
    assert body.code == ""


def test_a_code_that_another_holds_is_refused(founded):
    founded("Bộ Y tế", code=G18)
    with pytest.raises(planning.CodeTaken, match="Bộ Y tế"):
        founded("Bộ Xây dựng", code=G18)


def test_a_malformed_code_is_refused(founded):
    with pytest.raises(rules.CodeMalformed, match="G1"):
        founded("Bộ Y tế", code="G1")


def test_a_unit_moves_with_its_units_and_posts_into_another_body(founded, now):
    health, building = founded("Bộ Y tế", code=G18), founded("Bộ Xây dựng", code=G17)
    department = actions.found_unit(body=health, name=Naming("Cục Nhà đất"), on=ON, by=None, now=now, code="G18.20")
    division = actions.found_unit(body=health, parent=department, name=Naming("Phòng Đất"), on=ON, by=None, now=now)
    post = actions.found_post(
        body=health, unit=division, title=Naming("Chuyên viên"), rank=Rank.SPECIALIST, on=ON, by=None, now=now
    )
    later = ON + timedelta(days=30)
    actions.move(institution=department, to=building, on=later, by=None, now=now)
    assert {unit.name_vi for unit in queries.units_of(building, later)} == {"Văn phòng", "Cục Nhà đất", "Phòng Đất"}
    assert {unit.name_vi for unit in queries.units_of(health, later)} == {"Văn phòng"}
    assert {unit.name_vi for unit in queries.units_of(health, later - timedelta(days=1))} >= {
        "Cục Nhà đất",
        "Phòng Đất",
    }
    for row in (department, division, post):
        row.refresh_from_db()
        assert row.body_id == building.id
    assert division.parent_id == department.id


def test_a_unit_moves_under_another_unit_of_its_body(founded, now):
    body = founded("Bộ Y tế", code=G18)
    office = body.units.get()
    division = actions.found_unit(body=body, name=Naming("Phòng Hành chính"), on=ON, by=None, now=now)
    actions.move(institution=division, to=office, on=ON, by=None, now=now)
    division.refresh_from_db()
    assert (division.parent, division.body) == (office, body)
    with pytest.raises(planning.IntoItself):
        planning.move(institution=office, to=division, on=ON)


def test_a_body_goes_under_another_but_not_under_itself(founded, now):
    health, building = founded("Bộ Y tế"), founded("Tổng cục Dân số")
    actions.move(institution=building, to=health, on=ON, by=None, now=now)
    for parent in (building, health.units.get()):
        with pytest.raises(planning.IntoItself):
            planning.move(institution=health, to=parent, on=ON)


def test_a_parent_must_be_of_the_same_body(founded):
    health, building = founded("Bộ Y tế"), founded("Bộ Xây dựng")
    with pytest.raises(planning.IntoItself, match="cùng cơ quan"):
        planning.found_unit(body=health, parent=building.units.get(), name=Naming("Phòng"), on=ON)


def test_a_merged_body_is_followed_with_its_units_by_the_one_that_goes_on(founded, now):
    gone, goes_on = founded("Bộ Xây dựng", code=G17), founded("Bộ Y tế", code=G18)
    extra = actions.found_unit(body=gone, name=Naming("Vụ Quy hoạch"), on=BEFORE, by=None, now=now)
    actions.merge(bodies=[gone], into=goes_on, on=ON, by=None, now=now)
    gone.refresh_from_db()
    heir, chain = queries.successor_of(gone, ON)
    assert (heir, [step.kind for step in chain]) == (goes_on, ["merge"])
    assert queries.successor_of(gone, BEFORE) == (gone, ())
    assert queries.heir_of(Unit.objects.get(body=gone, name_vi="Văn phòng"), ON)[0] == goes_on.units.get()
    extra.refresh_from_db()
    assert queries.heir_of(extra, ON)[0] == goes_on
    assert [body.vi_then for body in queries.directory(ON)] == ["Bộ Y tế"]
    assert not Post.objects.existing_on(ON).filter(body=gone).exists()
    assert verbs(gone)[-1] == "organisations.body.merged_away"
    assert verbs(goes_on)[-1] == "organisations.body.merged"


def test_what_is_addressed_to_a_dissolved_body_reaches_its_successor_and_says_so(founded, now):
    first, second, third = founded("Bộ A", code="G01"), founded("Bộ B", code="G02"), founded("Bộ C", code="G03")
    actions.merge(bodies=[first], into=second, on=ON, by=None, now=now)
    second.refresh_from_db()
    actions.merge(bodies=[second], into=third, on=ON + timedelta(days=1), by=None, now=now)
    sent = queries.addressee("G01", ON + timedelta(days=1))
    assert (sent.asked, sent.receives, sent.is_successor) == (first, third, True)
    assert [step.successor for step in sent.chain] == [second, third]
    assert not queries.addressee("G01", BEFORE).is_successor
    with pytest.raises(queries.UnknownCode):
        queries.addressee("G09", ON)


def test_a_dissolved_body_without_successor_is_said_to_have_none(founded, now):
    body = founded("Bộ A", code="G01")
    actions.dissolve(institution=body, on=ON, by=None, now=now)
    with pytest.raises(queries.NoSuccessor, match="Bộ A"):
        queries.addressee("G01", ON)


def test_a_dissolved_unit_is_followed_by_another(founded, now):
    body = founded("Bộ A", code="G01")
    other = actions.found_unit(body=body, name=Naming("Vụ Tổng hợp"), on=BEFORE, by=None, now=now)
    office = Unit.objects.get(body=body, name_vi="Văn phòng")
    below = actions.found_unit(body=body, parent=office, name=Naming("Phòng Văn thư"), on=BEFORE, by=None, now=now)
    with pytest.raises(planning.IntoItself):
        planning.dissolve(institution=office, on=ON, successor=below)
    actions.dissolve(institution=office, on=ON, successor=other, by=None, now=now)
    for unit in (office, below):
        unit.refresh_from_db()
        assert queries.heir_of(unit, ON)[0] == other
    assert queries.successor_of(body, ON) == (body, ())


def test_a_split_body_is_followed_by_the_first_of_its_parts(founded, now):
    body = founded("Bộ A", code="G01")
    land = actions.found_unit(body=body, name=Naming("Vụ Đất đai"), on=BEFORE, by=None, now=now)
    parts = [
        NewBody(Naming("Bộ B"), BodyKind.MINISTRY, {CodeScheme.DECISION20: "G01"}, (land,)),
        NewBody(Naming("Bộ C"), BodyKind.MINISTRY),
    ]
    actions.split(body=body, into=parts, on=ON, by=None, now=now)
    body.refresh_from_db()
    land.refresh_from_db()
    first = Body.objects.get(name_vi="Bộ B")
    assert queries.resolve_code("G01", ON) == first == queries.successor_of(body, ON)[0] == land.body
    assert [each.vi_then for each in queries.directory(ON)] == ["Bộ B", "Bộ C"]
    assert queries.heir_of(body.units.get(name_vi="Văn phòng"), ON)[0] == first
    assert Succession.objects.filter(predecessor_body=body).count() == 2


def test_a_body_that_gives_a_part_away_goes_on(founded, now):
    body = founded("Bộ A", code="G01")
    land = actions.found_unit(body=body, name=Naming("Vụ Đất đai"), on=BEFORE, by=None, now=now)
    actions.split(
        body=body, into=[NewBody(Naming("Bộ B"), BodyKind.MINISTRY, units=(land,))], on=ON, keep=True, by=None, now=now
    )
    assert queries.successor_of(body, ON) == (body, ())
    assert [each.vi_then for each in queries.directory(ON)] == ["Bộ A", "Bộ B"]


def test_a_split_needs_parts_of_the_body(founded):
    body, other = founded("Bộ A"), founded("Bộ B")
    with pytest.raises(planning.IntoItself):
        planning.split(body=body, into=[], on=ON)
    with pytest.raises(planning.IntoItself):
        planning.split(body=body, into=[NewBody(Naming("Bộ C"), BodyKind.MINISTRY, units=other.units.all())], on=ON)


def test_bodies_under_a_dissolved_one_go_to_its_successor(founded, now):
    parent, heir, child = founded("Bộ A"), founded("Bộ B"), founded("Tổng cục C")
    actions.move(institution=child, to=parent, on=BEFORE, by=None, now=now)
    actions.merge(bodies=[parent], into=heir, on=ON, by=None, now=now)
    assert [row.parent_body for row in child.parentages.order_by("valid_from")] == [parent, heir]


def deeds(founded, now):
    """One example of each verb, as a callable that enacts it."""
    first, second = founded("Bộ A", code="G01"), founded("Bộ B", code="G02")
    land = actions.found_unit(body=first, name=Naming("Vụ Đất đai"), on=BEFORE, by=None, now=now, code="G01.07")
    part = NewBody(Naming("Bộ C"), BodyKind.MINISTRY, {CodeScheme.DECISION20: "G03"}, (land,))
    return {
        "found": planning.found_unit(body=first, name=Naming("Vụ Mới"), on=ON, code="G01.09"),
        "rename": planning.rename(institution=first, name=Naming("Bộ Đổi"), on=ON),
        "recode": planning.recode(institution=first, scheme=CodeScheme.DECISION20, value="G09", on=ON),
        "move": planning.move(institution=land, to=second, on=ON),
        "merge": planning.merge(bodies=[first], into=second, on=ON),
        "split": planning.split(body=first, into=[part], on=ON),
        "keep": planning.split(body=first, into=[part], on=ON, keep=True),
        "dissolve": planning.dissolve(institution=first, on=ON, successor=second),
        "body": planning.found_body(
            name=Naming("Bộ D"), kind=BodyKind.MINISTRY, on=ON, codes={CodeScheme.DECISION20: "G04"}
        ),
        "post": planning.found_post(body=first, unit=land, title=Naming("Chuyên viên"), rank=Rank.SPECIALIST, on=ON),
    }


@pytest.mark.parametrize(
    "verb", ["found", "rename", "recode", "move", "merge", "split", "keep", "dissolve", "body", "post"]
)
def test_every_change_can_be_taken_back_and_both_stay_on_record(verb, founded, now, photograph):
    plan = deeds(founded, now)[verb]
    before = photograph()
    change = actions.enact(plan=plan, by=None, now=now)
    assert photograph() != before
    change = actions.reverse(change=change, by=None, now=now + timedelta(hours=1))
    assert photograph() == before
    assert change.reversed_at == now + timedelta(hours=1)
    assert {act.body["change"] for act in Act.objects.filter(verb__endswith=".restored")} == {str(change.id)}
    with pytest.raises(rules.AlreadyReversed):
        actions.reverse(change=change, by=None, now=now)
    again = actions.enact(
        plan=planning.rename(institution=Body.objects.get(code="G02"), name=Naming("Bộ E"), on=ON), by=None, now=now
    )
    assert again.reversed_at is None


def test_a_change_under_a_later_one_is_not_taken_back(founded, now):
    body = founded("Bộ A", code="G01")
    first = actions.rename(institution=body, name=Naming("Bộ B"), on=ON, by=None, now=now)
    body.refresh_from_db()
    second = actions.rename(
        institution=body, name=Naming("Bộ C"), on=ON + timedelta(days=1), by=None, now=now + timedelta(days=1)
    )
    with pytest.raises(rules.ChangedSince):
        actions.reverse(change=first, by=None, now=now)
    actions.reverse(change=second, by=None, now=now)
    actions.reverse(change=first, by=None, now=now)
    assert queries.directory(ON).get().vi_then == "Bộ A"


def test_a_plan_made_before_another_change_is_outdated(founded, now):
    body = founded("Bộ A", code="G01")
    stale = planning.rename(institution=body, name=Naming("Bộ B"), on=ON)
    actions.rename(institution=body, name=Naming("Bộ C"), on=ON, by=None, now=now)
    with pytest.raises(actions.PlanOutdated), transaction.atomic():
        actions.enact(plan=stale, by=None, now=now)


def test_a_change_is_enacted_on_its_day_and_not_before(founded):
    body = founded("Bộ A")
    plan = planning.rename(institution=body, name=Naming("Bộ B"), on=ON)
    eve = datetime(2025, 6, 30, 16, 59, tzinfo=UTC)
    with pytest.raises(rules.NotYetInForce, match="01/07/2025"):
        actions.enact(plan=plan, by=None, now=eve)
    assert actions.enact(plan=plan, by=None, now=eve + timedelta(minutes=1)).on == ON


def test_nothing_is_changed_behind_a_later_fact(founded, now):
    body = founded("Bộ A", code="G01")
    actions.rename(institution=body, name=Naming("Bộ B"), on=ON, by=None, now=now)
    with pytest.raises(planning.LaterFacts):
        planning.rename(institution=body, name=Naming("Bộ C"), on=BEFORE)
    actions.found_unit(body=body, name=Naming("Vụ Mới"), on=ON + timedelta(days=5), by=None, now=now)
    with pytest.raises(planning.LaterFacts):
        planning.dissolve(institution=body, on=ON + timedelta(days=1))


def test_what_does_not_exist_that_day_is_not_changed(founded, now):
    body, other = founded("Bộ A"), founded("Bộ B")
    with pytest.raises(rules.DoesNotExist):
        planning.rename(institution=body, name=Naming("Bộ C"), on=date(2019, 1, 1))
    actions.dissolve(institution=body, on=ON, by=None, now=now)
    body.refresh_from_db()
    with pytest.raises(rules.DoesNotExist):
        planning.merge(bodies=[body], into=other, on=ON)
    with pytest.raises(planning.LaterFacts):
        planning.dissolve(institution=body, on=BEFORE)


@pytest.mark.parametrize("pick", [lambda body: [], lambda body: [body]])
def test_a_body_does_not_merge_into_itself(pick, founded):
    body = founded("Bộ A")
    with pytest.raises(planning.IntoItself):
        planning.merge(bodies=pick(body), into=body, on=ON)


def test_nothing_to_do_is_refused(founded, now):
    with pytest.raises(actions.NothingChanges):
        actions.enact(plan=Plan(ChangeKind.RENAME, ON), by=None, now=now)


@pytest.fixture
def desk(monkeypatch):
    """A room above that keeps open work at bodies: `desk[body.id]` is how much."""
    work: dict = {}
    monkeypatch.setattr(reorganisation, "_holders", {})

    def rehome(moves, by, now):
        moved = [[str(old), str(new), work.pop(old)] for old, new in moves.bodies.items() if old in work]
        for _old, new, count in moved:
            work[new] = work.get(new, 0) + count
        return moved

    def restore(moved, by, now):
        for old, new, count in moved:
            work[new] -= count
            work[old] = count

    reorganisation.register(
        "desk",
        label="việc đang mở",
        count=lambda moves: sum(work.get(body, 0) for body in moves.bodies),
        rehome=rehome,
        restore=restore,
    )
    return work


def test_open_work_moves_with_the_merger_and_returns_with_the_way_back(founded, now, desk):
    gone, goes_on = founded("Bộ A"), founded("Bộ B")
    desk[gone.id] = 3
    plan = planning.merge(bodies=[gone], into=goes_on, on=ON)
    assert {each.name: each.count for each in plan.affected} == {"bodies": 1, "units": 1, "posts": 1, "desk": 3}
    assert desk == {gone.id: 3}
    change = actions.enact(plan=plan, by=None, now=now)
    assert desk == {str(goes_on.id): 3}
    actions.reverse(change=Change.objects.get(id=change.id), by=None, now=now)
    assert desk == {str(gone.id): 3, str(goes_on.id): 0}


def test_what_is_in_use_is_not_unfounded(founded, now, desk):
    founded("Bộ A")
    change = Change.objects.order_by("id").first()
    desk[Body.objects.get().id] = 2
    later = Change.objects.exclude(id=change.id).order_by("-id")
    for each in later:
        actions.reverse(change=each, by=None, now=now)
    with pytest.raises(actions.InUse, match="2 việc đang mở"):
        actions.reverse(change=change, by=None, now=now)


def test_who_did_it_is_kept_with_the_change(founded, now):
    body, chief = founded("Bộ A"), founded("Bộ B")
    change = actions.rename(institution=body, name=Naming("Bộ C"), on=ON, by=chief, now=now)
    change = actions.reverse(change=change, by=chief, now=now)
    assert (
        (change.by_kind, change.by_id)
        == (change.reversed_by_kind, change.reversed_by_id)
        == ("organisations.body", chief.id)
    )
    assert str(change) == "Đổi tên 01/07/2025"
