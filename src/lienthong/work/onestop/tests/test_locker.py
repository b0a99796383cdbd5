"""What an office accepted is used again by its owner alone, for the same person and paper, while it holds."""

from datetime import UTC, date, datetime
from io import BytesIO
from types import SimpleNamespace

import pytest

from conftest import ANSWERS, MONDAY, at, drafted
from lienthong.ground.files import actions as files
from lienthong.ground.files.states import Scan
from lienthong.ground.identity.models import Account
from lienthong.kit.ids import new_id
from lienthong.work.onestop import actions, locker
from lienthong.work.onestop.actions.receiving import submit_dossier
from lienthong.work.onestop.locker import DoesNotSuit, Kept, NoSuchKept
from lienthong.work.onestop.models import Event, Result
from lienthong.work.onestop.printing.saying import papers
from lienthong.work.onestop.states import Kind, ResultKind
from lienthong.work.services import actions as services
from lienthong.work.services.models import Application

PAPER = "giay_kham_suc_khoe"
NEEDS_PAPER = {**ANSWERS, "health": {"health_on_record": False}}
FIRST, LATER = MONDAY.date(), date(2026, 12, 14)


def a_file(hall, text="Kết luận: đủ sức khỏe"):
    return files.keep(BytesIO(text.encode()), name="giay-kham.txt", by=hall.citizen, now=at("09:00"))


def granted(hall, day=FIRST):
    """A dossier with one paper given, and its result."""
    draft = drafted(hall, answers=NEEDS_PAPER, day=day)
    services.attach(application=draft, paper=PAPER, file=a_file(hall), by=hall.citizen, now=at("09:00", day=day))
    dossier = submit_dossier(application=draft, by=hall.citizen, now=at("09:05", day=day))
    dossier.result = Result.objects.create(
        dossier=dossier, kind=ResultKind.GRANTED, outcome="cap_moi", title="Giấy phép lái xe mới", text="…", signed_by=hall.chief,
        signed_at=at("15:00", day=day), file=a_file(hall, f"Giấy phép {dossier.code}"),
    )  # fmt: skip
    dossier.save(update_fields=["result"])
    return dossier


@pytest.fixture
def dossier(hall):
    return granted(hall)


@pytest.fixture
def draft(hall, dossier) -> Application:
    """The next application of the same person, four weeks later."""
    return Application.objects.get(pk=drafted(hall, answers=NEEDS_PAPER, day=LATER).pk)


def kept(hall, day=LATER):
    return locker.kept_by(hall.citizen, now=at("09:00", day=day))


def reuse(hall, draft, one, paper=PAPER, *, by=None, day=LATER):
    now = at("09:10", day=day)
    return actions.reuse_paper(application=draft, paper=paper, kept_id=one.id, by=by or hall.citizen, now=now)


def test_paper_and_result_of_a_granted_dossier_are_kept_with_where_they_come_from(hall, dossier):
    result, paper = kept(hall)
    assert (result.is_result, paper.is_result) == (True, False)
    assert (paper.title, paper.dossier, paper.given_at) == (
        "Giấy khám sức khỏe của người lái xe", dossier, at("09:00"),
    )  # fmt: skip
    assert (paper.valid_until, result.valid_until) == (date(2027, 11, 16), None)


def test_it_is_used_once_however_often_it_is_pressed_and_the_receipt_says_where_it_comes_from(hall, dossier, draft):
    asked = [each for each in draft.version.package.plain["procedure"]["papers"] if each["code"] == PAPER]
    now = at("09:10", day=LATER)
    [paper] = locker.offered(draft, asked, now=now)[PAPER]
    first, again = reuse(hall, draft, paper), reuse(hall, draft, paper)
    assert first == again
    assert (first.reused_from, first.file) == (paper.paper, paper.file)
    assert locker.offered(draft, asked, now=now) == {PAPER: []}
    assert locker.origins(draft.attachments.all()) == {first.pk: dossier}
    after = submit_dossier(application=draft, by=hall.citizen, now=now)
    events = list(after.events.in_order())
    given = {"paper": PAPER, "sha256": paper.file.sha256, "from": dossier.code, "verified_by": dossier.body.name_vi}
    assert events[0].details["files"] == [given]
    [line] = papers(after, events, [paper.file])
    name, origin = line.plain()["small"]
    assert "giay-kham.txt" in name
    assert dossier.code in origin
    assert len(kept(hall)) == 2, "used again it is still there once"


def test_a_result_stands_for_a_paper_about_the_same(hall, dossier, draft, monkeypatch):
    result = kept(hall)[0]
    with pytest.raises(DoesNotSuit):
        reuse(hall, draft, result)
    monkeypatch.setitem(result.plain, "about", "driver_health_certificate")
    attached = reuse(hall, draft, result)
    assert attached.reused_from is None
    assert locker.origins([attached]) == {attached.pk: dossier}
    Result.objects.create(
        dossier=submit_dossier(application=draft, by=hall.citizen, now=at("09:20", day=LATER)), kind="granted",
        outcome="cap_moi", title="x", text="…", signed_by=hall.chief, signed_at=at("15:00", day=LATER), file=None,
    )  # fmt: skip
    assert [each.id for each in kept(hall) if each.file == result.file] == [result.id]


@pytest.mark.parametrize(
    "change",
    [
        lambda dossier: Result.objects.update(kind=ResultKind.REFUSED),
        lambda dossier: Result.objects.update(revoked_at=at("16:00")),
        lambda dossier: dossier.application.attachments.first().file.__class__.objects.update(scan=Scan.INFECTED, scanned_at=at("16:00")),
        lambda dossier: dossier.application.attachments.first().file.__class__.objects.update(dropped_at=at("16:00"), dropped_because="hết hạn"),
        lambda dossier: dossier.application.__class__.objects.update(applicant=Account.objects.create_user("la@lienthong.example", "Người Lạ")),
    ],
    ids=["refused", "revoked", "infected", "dropped", "somebody-elses"],
)  # fmt: skip
def test_what_was_not_granted_or_is_not_there_any_more_or_is_not_ones_own_is_not_kept(hall, dossier, change):
    change(dossier)
    assert [each for each in kept(hall) if not each.is_result or each.file.scan != Scan.INFECTED] == []


def test_the_same_bytes_given_again_are_kept_once_since_they_were_first_given(hall, dossier):
    granted(hall, date(2026, 11, 23))
    assert [(each.is_result, each.given_at.day) for each in kept(hall)] == [(True, 23), (True, 16), (False, 16)]
    assert [each.is_result for each in kept(hall, date(2027, 11, 17))] == [True, True], "its time does not begin anew"


def test_what_a_supplement_replaced_is_not_kept(hall, dossier):
    better = dossier.application.attachments.create(paper=PAPER, file=a_file(hall, "rõ"), attached_at=at("11:00"))
    Event.objects.create(
        dossier=dossier, seq=2, kind=Kind.SUPPLIED, at=at("11:00"), hash=b"",
        details={"files": [{"paper": PAPER, "sha256": better.file.sha256}]},
    )  # fmt: skip
    assert [each.paper for each in kept(hall) if not each.is_result] == [better]


def test_after_its_time_it_is_hidden_and_cannot_be_used(hall, dossier, draft):
    paper = kept(hall)[1]
    assert len(kept(hall, date(2027, 11, 16))) == 2
    assert [each.is_result for each in kept(hall, date(2027, 11, 17))] == [True]
    with pytest.raises(NoSuchKept):
        reuse(hall, draft, paper, day=date(2027, 11, 17))


def test_nobody_else_uses_it_and_it_stands_for_no_other_person_and_no_other_paper(hall, country, dossier, draft):
    paper = kept(hall)[1]
    stranger = Account.objects.create_user("la@lienthong.example", "Người Lạ")
    with pytest.raises(NoSuchKept):
        reuse(hall, draft, paper, by=stranger)
    for other in ("giay_to_thay_doi", "khong_co"):
        with pytest.raises(DoesNotSuit):
            reuse(hall, draft, paper, other)
    draft.subject_number = "001190054321"
    with pytest.raises(DoesNotSuit):
        reuse(hall, draft, paper)
    draft.applicant = None
    assert locker.offered(draft, [], now=at("09:00")) == {}


def kept_for(about: str | None, code: str, *, procedure, months: int | None = None, paper=True) -> Kept:
    plain = {"code": code, "name": {"vi": "Giấy"}} | ({"about": about} if about else {})
    plain |= {"valid_months": months} if months else {}
    dossier = SimpleNamespace(application=SimpleNamespace(subject_number="1"), procedure_id=procedure)
    given_at = datetime(2026, 1, 31, 3, tzinfo=UTC)
    return Kept(new_id(), dossier, None, given_at, plain, SimpleNamespace() if paper else None)


@pytest.mark.parametrize(
    ("one", "stands"),
    [
        (kept_for("health", "x", procedure="another"), True),
        (kept_for(None, "health_paper", procedure="same"), True),
        (kept_for(None, "health_paper", procedure="another"), False),
        (kept_for(None, "health_paper", procedure="same", paper=False), False),
        (kept_for("health", "x", procedure="another", paper=False), True),
    ],
    ids=["about", "code", "code-of-another", "result-of-that-code", "result-about"],
)
def test_what_stands_for_what(one, stands):
    application = SimpleNamespace(subject_number="1", procedure_id="same")
    assert one.stands_for(application, {"code": "health_paper", "about": "health"}) is stands


def test_the_shorter_of_both_packages_times_holds():
    one = kept_for("health", "x", procedure="same", months=1)
    assert one.valid_until == date(2026, 2, 28)
    assert one.holds_on(date(2026, 2, 28))
    assert not one.holds_on(date(2026, 3, 1))
    assert not kept_for("health", "x", procedure="same").holds_on(date(2026, 3, 1), asked={"valid_months": 1})
