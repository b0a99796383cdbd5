"""The public look-up by API: the same dossiers, refusals and limits as its page, and nothing the page does not show."""

import html
from collections.abc import Iterator
from datetime import date, datetime

import pytest
from django.test import Client

from conftest import at, offered, submitted
from lienthong.doors.api.tests.conftest import Software
from lienthong.kit.clock import local
from lienthong.work.onestop import actions, queries
from lienthong.work.onestop.models import Dossier
from lienthong.work.onestop.states import RefusalReason
from lienthong.work.onestop.tests import families
from lienthong.work.services.models import Application

pytestmark = pytest.mark.django_db
LAW = "Nghị định 118/2025/NĐ-CP, điều 17"
WORDS = "Ảnh giấy khám bị mờ và lý do đổi chưa khớp; chụp lại và chọn lại."
ITEMS = [{"kind": "question", "name": "reason", "words": "Thẻ còn hạn hai năm; chọn lại lý do."}]


def looked(software, dossier: Dossier, **other):
    return software.post("/lookup", {"code": dossier.code, "second": dossier.lookup_code, **other})


def waiting(shop):
    return submitted(shop)


def in_hand(shop):
    dossier = actions.receive(dossier=submitted(shop), by=shop.receiver, now=at("10:00"))
    return actions.acknowledge(dossier=dossier, by=shop.officer, now=at("10:30"))


def put_off(shop):
    dossier = in_hand(shop)
    reason, due = "Máy in thẻ của phòng hỏng từ ngày 12, đang chờ thay linh kiện.", at("16:30", day=date(2026, 11, 30))
    return actions.apologise(dossier=dossier, reason=reason, new_due_at=due, by=shop.leader, now=at("11:00"))


def supplement(shop):
    return actions.ask_supplement(
        dossier=in_hand(shop), items=ITEMS, words=WORDS, law=LAW, by=shop.officer, now=at("11:00")
    )


def refused(shop):
    reason = {"reason": RefusalReason.NOT_COMPETENT, "words": WORDS, "law": LAW}
    return actions.refuse(dossier=submitted(shop), **reason, by=shop.receiver, now=at("10:00"))


def decided(shop):
    words = "Giấy phép hạng B còn hiệu lực, dữ liệu khớp với hồ sơ."
    return actions.decide(dossier=in_hand(shop), outcome="cap_moi", words=words, by=shop.chief, now=at("14:00"))


def linked(shop):
    shop.offerings[families.BIRTH] = offered(shop, families.BIRTH, owner=shop.office.body)
    return families.handed_in(shop)[1]


def texts(found) -> Iterator[str]:
    for part in found.values() if isinstance(found, dict) else found:
        if isinstance(part, dict | list):
            yield from texts(part)
        elif isinstance(part, str):
            yield part


def nobody_named(shop, words: str) -> bool:
    """Neither who applied nor whoever acts in this shop stands there."""
    people = [shop.citizen, *(each.account for each in (shop.receiver, shop.officer, shop.chief, shop.leader))]
    return not [each.full_name for each in people if each.full_name in words]


NOT_WORDS = {"done", "now", "next", "skipped", "ended", "Đã nộp, chờ tiếp nhận"}
"""How a step stands is a colour on the page, and the first status is said there in two places."""


@pytest.mark.parametrize(
    "made", [waiting, in_hand, put_off, supplement, refused, decided, linked], ids=lambda each: each.__name__
)
def test_whatever_it_says_stands_on_the_page_too(shop, made):
    dossier = made(shop)
    found = looked(Software("", "vi"), dossier).json()
    codes = {"code": dossier.code, "second": dossier.lookup_code}
    page = html.unescape(Client(headers={"Accept-Language": "vi"}).post("/lookup/", codes).text)
    said = set(texts(found)) - NOT_WORDS
    assert len(said) > 6
    assert "Đã nộp" in page or dossier.status != 1
    for words in said:
        try:
            moment = local(datetime.fromisoformat(words))
        except ValueError:
            assert words in page, words
        else:
            assert f"{moment:%d/%m/%Y}" in page, words
    assert not {"0912345678", families.NUMBER, dossier.lookup_code} & set(texts(found))
    assert nobody_named(shop, page)
    assert nobody_named(shop, " ".join(texts(found)))


def test_a_supplement_an_end_and_a_moved_date_are_told(shop, anybody):
    found = looked(anybody, supplement(shop)).json()
    assert (found["status"], found["ended"]) == (5, None)
    assert WORDS not in texts(found), "what an official writes may tell of a person's health"
    found = looked(anybody, refused(shop)).json()
    assert (found["status"], found["ended"], found["alarms"]) == (3, {"words": "", "law": LAW}, [])
    assert WORDS not in texts(found)
    found = looked(anybody, put_off(shop)).json()
    assert found["promised_at"] < found["due_at"]
    assert looked(anybody, in_hand(shop)).json()["promised_at"] is None


def test_what_was_handed_in_together_is_told_by_code_and_status(shop, anybody):
    one = linked(shop)
    found = looked(anybody, one).json()
    others = {each["code"] for each in found["together_with"]}
    assert others == set(Dossier.objects.exclude(pk=one.pk).values_list("code", flat=True))


def test_either_style_of_code_and_the_end_of_the_phone_number_open_it(shop, anybody):
    dossier = submitted(shop)
    Application.objects.update(phone="0912345678")
    for code in (dossier.code.lower(), dossier.legacy_code):
        for second in (dossier.lookup_code.lower(), "5678"):
            assert looked(anybody, dossier, code=code, second=second).json()["code"] == dossier.code


def test_a_wrong_code_and_a_wrong_second_code_get_the_same_answer(shop, anybody):
    dossier = submitted(shop)
    answers = [looked(anybody, dossier, **wrong) for wrong in ({"code": "H41.06-261116-9999"}, {"second": "0000"})]
    assert [each.status_code for each in answers] == [404, 404]
    said = [{**each.json(), "trace_id": ""} for each in answers]
    assert said[0] == said[1]
    assert said[0]["code"] == "no-such-dossier"


def test_page_and_api_count_together_so_that_no_door_helps_to_guess(shop, anybody):
    dossier = submitted(shop)
    for number in range(queries.LOOKUPS_A_MINUTE // 2):
        Client().post("/lookup/", {"code": dossier.code, "second": f"{number:04d}"})
    answers = [looked(anybody, dossier, second=f"{number:04d}") for number in range(queries.LOOKUPS_A_MINUTE // 2 + 1)]
    assert [each.status_code for each in answers] == [404] * (queries.LOOKUPS_A_MINUTE // 2) + [429]
    assert int(answers[-1].headers["Retry-After"]) > 0
    assert looked(anybody, dossier).status_code == 429, "also for who knows both codes"


def test_a_look_up_counts_the_caller_twice_and_asks_for_the_dossier_and_its_events(
    shop, anybody, django_assert_num_queries
):
    dossier = in_hand(shop)
    looked(anybody, dossier)
    with django_assert_num_queries(4):
        assert looked(anybody, dossier).status_code == 200
