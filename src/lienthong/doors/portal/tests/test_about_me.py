"""A dossier that a counter or somebody else handed in: the person it is about is told, reads along, and no more."""

from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from conftest import at, submitted
from lienthong.ground.identity.models import Account
from lienthong.ground.notices.models import Notice, Text
from lienthong.ground.organisations.models import Unit
from lienthong.kit import outbox
from lienthong.work.onestop import actions, events, telling
from lienthong.work.onestop.models import Dossier
from lienthong.work.onestop.states import Kind
from lienthong.work.onestop.tests.made import REASON
from lienthong.work.services.models import Application

PHONE = "+840000000077"


def heard(dossier, *kinds) -> list[str]:
    """Everything of it is told, twice, as an outbox may; what its subject was told."""
    Notice.objects.all().delete()
    for event in [*dossier.events.in_order()] * 2:
        said = events.happened(Kind(event.kind), event.pk, at=event.at)
        announced = outbox.Event(said.name, said.subject, said.at, event.pk)
        if event.kind in {Kind.SUBMITTED, *telling.TOLD}:
            telling.tell_subject(announced)
        if event.kind in telling.TOLD:
            telling.tell_applicant(announced)
    return [each.kind for each in Notice.objects.filter(account__phone=PHONE).order_by("made_at", "id")]


@pytest.fixture
def person(shop) -> Account:
    """Whose number the dossiers have, and whose telephone is proven."""
    Account.objects.filter(pk=shop.citizen.pk).update(phone=PHONE, phone_verified_at=at("07:00"))
    return Account.objects.get(pk=shop.citizen.pk)


@pytest.fixture
def entered(shop, person) -> Dossier:
    """A clerk entered it, without a telephone, and took it in."""
    dossier = submitted(shop)
    Application.objects.filter(pk=dossier.application_id).update(applicant=None, entered_by=shop.receiver, phone="")
    actions.receive(dossier=dossier, by=shop.receiver, now=at("10:00"))
    return Dossier.objects.get(pk=dossier.pk)


@pytest.fixture
def by_power(shop, person) -> Dossier:
    """Somebody else handed it in for them."""
    dossier = submitted(shop)
    other = Account.objects.create_user("nguoi.thay@lienthong.example", "Người Làm Thay")
    Application.objects.filter(pk=dossier.application_id).update(
        applicant=other, applicant_name=other.full_name, relation="power", phone="+840000000099"
    )
    actions.receive(dossier=dossier, by=shop.receiver, now=at("10:00"))
    return Dossier.objects.get(pk=dossier.pk)


def page_of(account, dossier, name="dossier") -> str:
    return browser(account).get(reverse(f"portal:{name}", args=[dossier.pk])).content.decode()


def ask_supplement(shop, dossier) -> Dossier:
    """In words about a person's health."""
    return actions.ask_supplement(
        dossier=dossier,
        items=[{"kind": "question", "name": "reason", "words": "Chọn lại lý do đổi cho khớp với thẻ."}],
        words="Giấy khám ghi bệnh động kinh, thiếu kết luận của bác sĩ; bổ sung kết luận.",
        law="Nghị định 118/2025/NĐ-CP, điều 17",
        by=shop.officer,
        now=at("11:00"),
    )


def browser(account) -> Client:
    client = Client(headers={"Accept-Language": "vi"})
    client.force_login(account)
    return client


def test_of_a_dossier_a_clerk_entered_its_subject_is_told_like_an_applicant(shop, entered):
    assert heard(entered) == ["onestop.dossier.submitted", "onestop.dossier.paid", "onestop.dossier.received"]
    first = Notice.objects.get(kind="onestop.dossier.submitted")
    assert first.title == f"Hồ sơ {entered.code} về bạn do {shop.receiver.account.full_name} nộp: {entered.title}"
    assert first.url == f"/dossiers/{entered.pk}/"
    told = Text.objects.filter(kind__startswith="onestop.").values_list("address", "kind")
    assert sorted(told) == [(PHONE, "onestop.text.moved"), (PHONE, "onestop.text.received")]


def test_a_telephone_given_at_the_counter_is_texted_once_and_that_of_the_account_as_well(entered):
    Application.objects.filter(pk=entered.application_id).update(phone=PHONE)
    heard(entered)
    assert Text.objects.filter(kind="onestop.text.received").count() == 1
    Text.objects.all().delete()
    Application.objects.filter(pk=entered.application_id).update(phone="+840000000088")
    heard(entered)
    both = Text.objects.filter(kind="onestop.text.received").values_list("address", flat=True)
    assert sorted(both) == [PHONE, "+840000000088"]


def test_who_has_no_telephone_is_told_in_the_inbox_alone(entered):
    Account.objects.filter(phone=PHONE).update(phone=None, phone_verified_at=None)
    heard(entered)
    assert Notice.objects.filter(kind="onestop.dossier.received").count() == 1
    assert not Text.objects.filter(kind__startswith="onestop.").exists()


def test_of_what_another_goes_on_with_the_subject_hears_that_it_was_handed_in_and_each_end(shop, by_power):
    actions.acknowledge(dossier=by_power, by=shop.officer, now=at("10:30"))
    ask_supplement(shop, by_power)
    assert heard(by_power) == ["onestop.dossier.submitted", "onestop.dossier.received"]
    assert not Text.objects.filter(address=PHONE, kind__startswith="onestop.").exists()


def test_nobody_is_told_where_no_account_was_proven_to_be_theirs_and_nobody_twice(shop, entered):
    Dossier.objects.filter(pk=entered.pk).update(subject_number="001085054321")
    assert heard(entered) == []
    Dossier.objects.filter(pk=entered.pk).update(subject_number="")
    assert heard(entered) == []
    own = submitted(shop, hour="11:00")
    assert "onestop.dossier.submitted" not in heard(own)


def test_what_others_handed_in_stands_under_a_heading_of_its_own(shop, person, entered):
    page = browser(person).get(reverse("portal:mine")).content.decode()
    assert "Bạn chưa nộp hồ sơ nào" not in page
    under = page.split("Hồ sơ về tôi, do người khác nộp")[1]
    assert entered.code in under
    assert f"{shop.receiver.account.full_name} nộp" in under
    assert reverse("portal:dossier", args=[entered.pk]) in under
    stranger = Account.objects.create_user("nguoi.la@lienthong.example", "Người Lạ")
    assert entered.code not in browser(stranger).get(reverse("portal:mine")).content.decode()


def test_its_subject_reads_where_it_is_and_neither_answers_nor_papers(person, by_power):
    page = page_of(person, by_power)
    for words in ("Hồ sơ về bạn, do người khác nộp", "Người Làm Thay nộp cho", "Hồ sơ đang ở đâu", "Diễn biến"):
        assert words in page, words
    for words in ("Những gì bạn đã nộp", "Rút hồ sơ", by_power.lookup_code, "0000000099"):
        assert words not in page, words
    assert f"{reverse('portal:take-over')}?code={by_power.code}" in page
    client = browser(person)
    for name in ("supplement", "withdraw", "pay", "receipt"):
        assert client.get(reverse(f"portal:{name}", args=[by_power.pk])).status_code == 404, name
    for name in ("dossier", "result"):
        assert client.get(reverse(f"portal:{name}", args=[uuid4()])).status_code == 404


def test_its_subject_reads_the_result_which_is_returned_to_who_handed_it_in(shop, person, by_power):
    actions.acknowledge(dossier=by_power, by=shop.officer, now=at("10:30"))
    client = browser(person)
    for name in ("result", "result-credential"):
        assert client.get(reverse(f"portal:{name}", args=[by_power.pk])).status_code == 404
    done = actions.decide(
        dossier=by_power, outcome="cap_moi", words="Cấp đổi giấy phép lái xe.", by=shop.chief, now=at("14:00")
    )
    assert reverse("portal:result", args=[by_power.pk]) in page_of(person, by_power)
    paper = client.get(reverse("portal:result", args=[by_power.pk]))
    assert (paper.status_code, paper.headers["Content-Type"]) == (200, "application/pdf")
    assert client.get(reverse("portal:result-credential", args=[by_power.pk])).status_code == 200
    assert Dossier.objects.get(pk=done.pk).returned_at is None


def test_what_an_official_wrote_is_read_by_the_person_and_not_by_the_look_up(shop, person, entered):
    actions.acknowledge(dossier=entered, by=shop.officer, now=at("10:30"))
    marked = ask_supplement(shop, entered)
    codes = {"code": marked.code, "second": marked.lookup_code}
    looked = Client(headers={"Accept-Language": "vi"}).post(reverse("portal:lookup"), codes).content.decode()
    assert "động kinh" not in looked
    assert "Cần bổ sung gì ghi trong giấy gửi người nộp" in looked
    assert "Giấy khám ghi bệnh động kinh" in page_of(person, marked)


def test_the_words_of_a_refusal_to_take_in_are_not_told_to_the_look_up(shop, person):
    refused = actions.refuse(dossier=submitted(shop), reason="other", **REASON, by=shop.receiver, now=at("11:00"))
    codes = {"code": refused.code, "second": refused.lookup_code}
    looked = Client(headers={"Accept-Language": "vi"}).post(reverse("portal:lookup"), codes).content.decode()
    assert REASON["words"] not in looked
    assert "Lý do ghi trong văn bản gửi người nộp" in looked
    assert REASON["words"] in page_of(person, refused)


def test_an_english_page_calls_units_by_their_english_names(shop, person, entered):
    Unit.objects.filter(pk=entered.receiving_unit_id).update(name_en="Service Centre of Tests")
    Unit.objects.filter(pk=entered.deciding_unit_id).update(name_en="Licensing Division of Tests")
    english = Client(headers={"Accept-Language": "en"})
    codes = {"code": entered.code, "second": entered.lookup_code}
    looked = english.post(reverse("portal:lookup"), codes).content.decode()
    way, history = looked.split("way")[1], looked.split("timeline")[1]
    for part in (way, history):
        assert "Service Centre of Tests" in part
        assert "Licensing Division of Tests" in part
    assert entered.receiving_unit.name_vi not in looked
