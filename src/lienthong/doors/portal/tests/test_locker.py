"""The locker on the portal: seen, opened and used again by its owner; nobody else finds anything there."""

import pytest
from django.urls import reverse

from conftest import ANSWERS, at, drafted
from lienthong.doors.portal.opened import OPENED
from lienthong.doors.portal.tests.test_applying import picture
from lienthong.ground.identity.models import Account
from lienthong.kit import clock
from lienthong.work.onestop import actions
from lienthong.work.onestop.models import Dossier
from lienthong.work.services.models import Application

PAPER = "giay_kham_suc_khoe"
NEEDS_PAPER = {**ANSWERS, "health": {"health_on_record": False}}


@pytest.fixture
def dossier(citizen, shop, at_nine) -> Dossier:
    """Granted and signed: the health certificate was uploaded through the portal."""
    draft = drafted(shop, answers=NEEDS_PAPER)
    citizen.post(reverse("portal:papers", args=[draft.pk]), {"paper": PAPER, "file": picture()})
    citizen.post(reverse("portal:check", args=[draft.pk]), {"sure": "1"})
    found = Dossier.objects.get()
    actions.pay(dossier=found, reference="LTTEST", by=None, now=at("09:10"))
    actions.receive(dossier=found, by=shop.receiver, now=at("10:00"))
    actions.acknowledge(dossier=found, by=shop.officer, now=at("10:30"))
    words = "Giấy phép hạng B còn hiệu lực, dữ liệu khớp."
    actions.decide(dossier=found, outcome="cap_moi", words=words, by=shop.chief, now=at("11:00"))
    return found


@pytest.fixture
def draft(dossier, shop, monkeypatch) -> Application:
    monkeypatch.setattr(clock, "now", lambda: at("14:00"))
    return Application.objects.get(pk=drafted(shop, answers=NEEDS_PAPER, hour="14:00").pk)


def test_one_press_instead_of_an_upload_and_every_page_says_where_it_comes_from(citizen, dossier, draft, shop):
    papers = reverse("portal:papers", args=[draft.pk])
    kept = dossier.application.attachments.get()
    page = citizen.get(papers).text
    said = f"Bạn đã nộp ngày 16/11/2026 trong hồ sơ {dossier.code}, Ủy ban nhân dân tỉnh Nghệ An đã kiểm tra."
    assert said in page
    assert "Dùng lại được đến hết ngày 16/11/2027." in page
    for _press in range(2):
        answer = citizen.post(f"{papers}again/", {"paper": PAPER, "kept": str(kept.pk)})
        assert answer.url == papers
    assert draft.attachments.get().reused_from == kept
    origin = f"Dùng lại từ hồ sơ {dossier.code}"
    page = citizen.get(papers).text
    assert origin in page
    assert said not in page
    check = reverse("portal:check", args=[draft.pk])
    assert origin in citizen.get(check).text
    citizen.post(check, {"sure": "1"})
    after = Dossier.objects.exclude(pk=dossier.pk).get()
    status = citizen.get(reverse("portal:dossier", args=[after.pk])).text
    for words in (origin, kept.file.sha256, "giay-kham.png"):
        assert words in status, words
    assert "/dossiers/" in citizen.post(f"{papers}again/", {"paper": PAPER, "kept": str(kept.pk)}).url
    assert draft.attachments.count() == 1
    office = type(citizen)()
    office.force_login(shop.receiver.account)
    assert origin in office.get(f"/desk/dossiers/{after.pk}/").text, "the officer sees it too"


def test_the_locker_lists_paper_and_result_and_opens_them(citizen, dossier):
    page = citizen.get("/mine/locker/").text
    for words in ("Giấy khám sức khỏe của người lái xe", "Giấy phép lái xe mới", "cấp cho bạn ngày 16/11/2026"):
        assert words in page, words
    for kept in (dossier.application.attachments.get(), Dossier.objects.get().result):
        assert citizen.get(f"/mine/locker/{kept.pk}/file/").status_code == 200
    assert "/mine/locker/" in citizen.get("/mine/").text


def test_whoever_opened_the_draft_by_its_code_sees_nothing_of_the_locker(citizen, dossier, draft):
    papers, kept = reverse("portal:papers", args=[draft.pk]), dossier.application.attachments.get()
    by_code = type(citizen)()
    session = by_code.session
    session[OPENED] = {str(draft.pk): at("15:00").timestamp()}
    session.save()
    page = by_code.get(papers)
    assert page.status_code == 200
    assert dossier.code not in page.text
    by_code.post(f"{papers}again/", {"paper": PAPER, "kept": str(kept.pk)})
    assert not draft.attachments.exists()
    assert dossier.code in citizen.get(papers).text


def test_nobody_else_finds_or_uses_anything(citizen, visitor, dossier, draft):
    kept = dossier.application.attachments.get()
    visitor = type(citizen)()
    assert visitor.get("/mine/locker/").status_code == 302
    visitor.signed_in(Account.objects.create_user("nguoi.la@lienthong.example", "Người Lạ"))
    assert "Kho còn trống" in visitor.get("/mine/locker/").text
    assert visitor.get(f"/mine/locker/{kept.pk}/file/").status_code == 404
    again = f"{reverse('portal:papers', args=[draft.pk])}again/"
    assert visitor.post(again, {"paper": PAPER, "kept": str(kept.pk)}).status_code == 404
    assert not draft.attachments.exists()


@pytest.mark.parametrize(
    ("given", "status"),
    [({}, 404), ({"paper": PAPER, "kept": "x"}, 404), ({"paper": "khong_co", "kept": None}, 422)],
    ids=["nothing", "no-id", "no-paper"],
)
def test_bad_input_is_refused_and_nothing_is_attached(citizen, dossier, draft, given, status):
    given = {name: value or str(dossier.application.attachments.get().pk) for name, value in given.items()}
    again = f"{reverse('portal:papers', args=[draft.pk])}again/"
    assert citizen.post(again, given).status_code == status
    assert not draft.attachments.exists()
