"""The preview of a draft goes the applicant's way: hidden pages with their reason, what registers answer, what is linked."""

import json
import re
from copy import deepcopy
from html import unescape

import pytest
from django.urls import reverse

from conftest import at, offered
from lienthong.doors.desk.tests.incoming_desk import desk
from lienthong.kit import clock
from lienthong.work.onestop.tests.families import BIRTH
from lienthong.work.services import actions, writing
from lienthong.work.services.models import Draft, Procedure
from lienthong.work.services.packages import read_shipped

NOW = at("14:00")
LICENCE = "doi_giay_phep_lai_xe"
CHOSEN = {
    "relation": "parent", "situation": "ordinary", "registered_before": "no", "notified": "yes",
    "born_on": "02/11/2026", "marriage": "married", "exempt": "-", "with_residence": "yes", "with_insurance": "no",
    "delivery": "online", "home_owner": "own", "home_disputed": "no", "head_agrees": "yes",
}  # fmt: skip


@pytest.fixture
def ministry(shop, country, monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: NOW)
    offered(shop, BIRTH, owner=country.ministry.body)
    return country.ministry


@pytest.fixture
def author(ministry):
    return desk(ministry.specialist)


@pytest.fixture
def birth(ministry):
    return Draft.objects.create(
        owner=ministry.body, key=BIRTH, files=writing.files_of(read_shipped(BIRTH)), changed_at=NOW,
        changed_by=ministry.specialist,
    )  # fmt: skip


@pytest.fixture
def licence(ministry):
    return actions.begin_draft(key=LICENCE, owner=ministry.body, by=ministry.specialist, now=NOW)


def read(browser, draft, **said):
    return unescape(browser.get(reverse("desk:procedure-preview", args=[draft.pk]), said).content.decode())


def test_pages_that_registers_answer_are_not_gone_through_and_can_still_be_opened(author, licence):
    page = read(author, licence)
    assert "Câu 1 trong" in page
    assert 'name="reason"' in page
    assert "không hỏi: cơ sở dữ liệu trả lời" in page
    assert "Hạng giấy phép: " in page
    opened = read(author, licence, _page="licence")
    assert "Trả lời ở đây là nói cơ sở dữ liệu sai" in opened
    assert 'name="licence_class"' in opened


def test_with_silent_registers_every_question_is_asked(author, licence):
    page = read(author, licence, _as="-")
    assert 'name="full_name"' in page
    assert "không hỏi: cơ sở dữ liệu trả lời" not in page


def test_registers_answer_as_in_the_example_that_is_chosen(author, licence):
    examples = [each["name"] for each in read_shipped(LICENCE).plain["examples"]]
    ways = {read(author, licence, _as=name).split('class="timeline"')[1].split("</ol>")[0] for name in examples}
    assert len(ways) > 1


def test_hidden_pages_are_shown_on_demand_with_the_trace_of_their_condition(author, birth):
    said = {"situation": "ordinary", "registered_before": "no", "relation": "relative", "_as": "-"}
    page = read(author, birth, **said)
    assert "Bạn, người cha hoặc mẹ đi đăng ký" not in page
    assert "trang đang ẩn" in page
    whole = read(author, birth, **said, _all="1")
    assert "Bạn, người cha hoặc mẹ đi đăng ký" in whole
    hidden = whole.split("Làm cùng lúc cho trẻ")[1].split("</li></ul>")[0]
    assert "ẩn: điều kiện không đúng" in hidden
    assert "“Bạn là gì của trẻ?” (Ông, bà hoặc người thân thích) là “Cha hoặc mẹ”: <strong" in hidden
    assert "ẩn: còn tùy câu trả lời" in whole
    assert "Chỉ xem trang được hỏi" in whole
    switch = re.search(r'href="([^"]*_all=1[^"]*)"', page)[1]
    assert "_page=applicant" in switch
    assert "_end" not in switch


def test_the_switches_go_along_from_page_to_page(author, birth):
    address = reverse("desk:procedure-preview", args=[birth.pk])
    said = {
        "_page": "situation",
        "_go": "1",
        "_as": "-",
        "_all": "1",
        "situation": "ordinary",
        "registered_before": "no",
    }
    onward = author.get(address, said).headers["Location"]
    assert "_page=birth" in onward
    assert "_as=-" in onward
    assert "_all=1" in onward


def test_at_the_end_each_linked_procedure_says_what_it_takes_over_and_from_where(author, birth):
    page = read(author, birth, _end="1", _as="with_residence_and_card", **CHOSEN)
    linked = page.split("Thủ tục liên thông</h2>")[1]
    home, card = linked.split("</section>")[:2]
    assert "được chọn" in home
    assert "Công an cấp xã" in home
    assert "Khi có Họ, chữ đệm và tên của trẻ đã đăng ký" in home
    assert "“Nơi thường trú của bạn”" in home
    assert "luôn là “" in home
    assert "thì “Của tôi (tôi đứng tên)”, nếu không thì “" in home
    assert "thì “Bản điện tử”, nếu không thì “" in home
    assert "từ kết quả của thủ tục chủ trì: Số định danh cá nhân của trẻ" in home
    assert "dùng giấy tờ của hồ sơ chủ trì: Ý kiến đồng ý của cha hoặc mẹ còn lại" in home
    assert "không chọn" in card
    assert "“Bạn có muốn xin thẻ bảo hiểm y tế cho trẻ luôn không?” (không)" in card
    assert "Nộp cùng lúc, liên thông" in page


def test_one_that_is_not_published_is_named_all_the_same(author, birth):
    Procedure.objects.filter(key="dang_ky_thuong_tru").update(current=None)
    Draft.objects.filter(pk=birth.pk).update(files={**birth.files, "linked.yaml": birth.files["linked.yaml"]})
    page = read(author, birth, _end="1", _as="-", **CHOSEN)
    assert "dang_ky_thuong_tru" in page
    assert "Thủ tục này chưa được công bố" in page


def test_while_answers_are_missing_a_link_is_open(author, birth):
    page = read(author, birth, _end="1", _as="-")
    assert page.count("còn tùy câu trả lời") >= 2


def test_a_published_version_says_the_same_as_it_is_written(author, ministry):
    version = Procedure.objects.get(key=BIRTH).current
    page = unescape(author.get(reverse("desk:procedure-version", args=[version.pk])).content.decode())
    home = page.split("Thủ tục liên thông</h2>")[1].split("</section>")[0]
    assert "nộp cùng lúc" in home
    assert "“Bạn có muốn đăng ký thường trú cho trẻ luôn không?”" in home
    assert "Bây giờ là" not in home


def changed(draft, file, key, change):
    """The draft with one of its files otherwise."""
    parts = deepcopy(read_shipped(BIRTH).plain[file][key])
    change(parts)
    files = {**draft.files, f"{file}.yaml": json.dumps({key: parts}, ensure_ascii=False)}
    Draft.objects.filter(pk=draft.pk).update(files=files)
    return draft


def test_a_draft_no_page_of_which_is_ever_shown_comes_to_its_end(author, birth):
    def hide(pages):
        for each in pages:
            each["when"] = {"==": ["$today", "2000-01-01"]}

    assert "Các bảng nói gì" in read(author, changed(birth, "questions", "pages", hide), _as="-")


def test_a_link_that_is_always_chosen_has_no_condition_to_show(author, birth):
    always = changed(birth, "linked", "linked", lambda links: links[1].pop("when"))
    page = read(author, always, _end="1", _as="with_residence_and_card", **CHOSEN)
    card = page.split("Thủ tục liên thông</h2>")[1].split("</section>")[1]
    assert "được chọn" in card
    assert 'class="plain-list trace' not in card
