"""A result is revoked at the desk by who may decide; everybody who opens the dossier reads so."""

from urllib.parse import quote

import pytest
from django.test import Client
from django.urls import reverse

from conftest import at, submitted
from lienthong.ground.identity import step_up
from lienthong.ground.notices.models import Notice
from lienthong.kit import clock, outbox
from lienthong.kit.ids import new_id
from lienthong.work.onestop import actions, telling
from lienthong.work.onestop.models import Result
from lienthong.work.onestop.tests.made import REFUSAL

WORDS = "Giấy khám sức khỏe trong hồ sơ là giả theo kết luận của phòng khám ngày 16/11/2026."


def desk(mandate) -> Client:
    client = Client()
    client.force_login(mandate.account)
    return client


@pytest.fixture
def decided(shop, monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: at("15:00"))
    dossier = actions.receive(dossier=submitted(shop), by=shop.receiver, now=at("10:00"))
    actions.acknowledge(dossier=dossier, by=shop.officer, now=at("10:30"))
    words = "Giấy phép hạng B còn hiệu lực, dữ liệu khớp."
    return actions.decide(dossier=dossier, outcome="cap_moi", words=words, by=shop.chief, now=at("14:00"))


def test_the_chief_revokes_with_words_and_the_applicant_reads_it(shop, decided, monkeypatch):
    monkeypatch.setattr(step_up, "is_fresh", lambda request: True)
    chief, address = desk(shop.chief), reverse("desk:dossier-revoke", args=[decided.pk])
    assert address in chief.get(reverse("desk:dossier", args=[decided.pk])).text
    empty = chief.post(address, {"words": "Sai."})
    assert empty.status_code == 422
    assert Result.objects.get().revoked_at is None
    page = chief.post(address, {"words": WORDS}, follow=True).text
    assert "Đã thu hồi lúc" in page
    assert WORDS in page
    assert address not in page
    assert chief.post(address, {"words": WORDS}).status_code == 409
    last = decided.events.order_by("seq").last()
    telling.tell_applicant(outbox.Event("onestop.dossier.revoked", last.pk, last.at, new_id()))
    assert Notice.objects.get(kind="onestop.dossier.revoked").account == shop.citizen
    citizen = Client()
    citizen.force_login(shop.citizen)
    own = citizen.get(reverse("portal:dossier", args=[decided.pk])).text
    assert "Kết quả đã bị thu hồi" in own
    assert WORDS in own


def test_everybody_reads_of_a_revoked_result_that_it_is_one(shop, decided, monkeypatch):
    citizen, visitor, desk_of_receiver = Client(), Client(), desk(shop.receiver)
    citizen.force_login(shop.citizen)
    own, result = (reverse(f"portal:{name}", args=[decided.pk]) for name in ("dossier", "result"))
    credential = reverse("portal:result-credential", args=[decided.pk])
    actions.revoke_result(dossier=decided, reason=WORDS, by=shop.chief, now=at("15:00"))
    page = citizen.get(own).text
    for said in (
        "Kết quả đã bị thu hồi",
        "Cơ quan thu hồi lúc",
        WORDS,
        "Tải bản đã bị thu hồi",
        "muộn nhất sau 7 ngày",
    ):
        assert said in page, said
    for alive in ("Đã có kết quả", "chờ trả cho bạn", "Xem kết quả", "Tải về", credential, "bản giấy vẫn được trả"):
        assert alive not in page, alive
    mine = citizen.get(reverse("portal:mine")).text
    assert "Kết quả đã bị thu hồi" in mine.partition("Đã kết thúc")[2]
    assert "Đã có kết quả" not in mine
    public = visitor.post("/lookup/", {"code": decided.code, "second": decided.lookup_code}).text
    assert "Lý do ghi trong hồ sơ" in public
    assert "Kết quả đã bị thu hồi" in public
    assert WORDS not in public
    asked = visitor.post(
        "/api/v1/lookup", {"code": decided.code, "second": decided.lookup_code}, content_type="application/json"
    ).json()
    assert (asked["status"], asked["status_name"]) == (9, "Kết quả đã bị thu hồi")
    assert (asked["revoked_at"], asked["ended"]) == ("2026-11-16T08:00:00Z", None)
    kept = citizen.get(result)
    assert quote(f"{decided.code} đã bị thu hồi.pdf") in kept["Content-Disposition"]
    assert kept["Content-Disposition"].startswith("attachment")
    refused = citizen.get(credential)
    assert refused.status_code == 409
    assert "không còn dùng để chứng minh gì được" in refused.text
    give = reverse("desk:dossier-return", args=[decided.pk])
    case = desk_of_receiver.get(reverse("desk:dossier", args=[decided.pk])).text
    assert give not in case
    assert "Mở văn bản đã bị thu hồi" in case
    assert "không trả cho ai nữa" in desk_of_receiver.get(give).text
    assert decided.code not in desk_of_receiver.get(reverse("desk:dossiers") + "?tab=results").text
    assert "Kết quả đã bị thu hồi" in desk_of_receiver.get(reverse("desk:dossiers") + "?tab=ended").text


def test_nobody_else_is_offered_it_and_it_asks_for_a_proof(shop, decided):
    address = reverse("desk:dossier-revoke", args=[decided.pk])
    assert address not in desk(shop.receiver).get(reverse("desk:dossier", args=[decided.pk])).text
    assert desk(shop.chief).post(address, {"words": WORDS}).status_code == 302, "first a proof of the person"
    assert Result.objects.get().revoked_at is None


def test_a_refusal_is_revoked_to_be_decided_anew_and_its_paper_stays_at_the_desk(shop, monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: at("15:00"))
    monkeypatch.setattr(step_up, "is_fresh", lambda request: True)
    dossier = actions.receive(dossier=submitted(shop), by=shop.receiver, now=at("10:00"))
    actions.acknowledge(dossier=dossier, by=shop.officer, now=at("10:30"))
    refused = actions.decide(dossier=dossier, **REFUSAL, by=shop.chief, now=at("14:00"))
    chief, address = desk(shop.chief), reverse("desk:dossier-revoke", args=[refused.pk])
    assert "không thu phí lần nữa" in chief.get(address).text
    page = chief.post(address, {"words": WORDS}, follow=True).text
    assert "hồ sơ về lại đơn vị giải quyết" in page
    assert "Thu hồi việc từ chối, giải quyết lại" in page
    former = reverse("desk:dossier-former-result", args=[refused.pk, refused.result_id])
    assert former in page
    paper = chief.get(former)
    assert (paper.status_code, paper["Content-Type"]) == (200, "application/pdf")
    assert chief.get(reverse("desk:dossier-former-result", args=[refused.pk, new_id()])).status_code == 404
    assert chief.get(reverse("desk:dossier-result", args=[refused.pk])).status_code == 404
    citizen = Client()
    citizen.force_login(shop.citizen)
    own = citizen.get(reverse("portal:dossier", args=[refused.pk])).text
    assert "Đang xử lý" in own
    assert "Kết quả đã bị thu hồi" not in own
