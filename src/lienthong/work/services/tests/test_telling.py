"""Why one may not apply, in sentences with their law."""

from datetime import datetime
from types import SimpleNamespace

import pytest

from lienthong.ground.calendar.layers import packaged_calendar
from lienthong.kit.clock import VIETNAM
from lienthong.work.services import answering, telling
from lienthong.work.services.packages import read_shipped
from lienthong.work.services.problems import Place
from lienthong.work.services.simulating import simulate
from lienthong.work.services.states import Purpose
from lienthong.work.services.tables import ALWAYS


@pytest.fixture
def package():
    return read_shipped("doi_giay_phep_lai_xe")


def found(package, name: str):
    plain = next(each for each in package.plain["examples"] if each["name"] == name)
    facts = answering.typed(package, plain["answers"], Place("examples"), [])
    return simulate(
        package, facts, datetime.fromisoformat(plain["received"]).replace(tzinfo=VIETNAM), packaged_calendar()
    )


def test_who_may_not_apply_hears_the_sentence_of_the_row_and_its_law(package):
    [(words, law)] = telling.why_not(package, found(package, "withheld"))
    assert words.startswith("Giấy phép đang bị tước quyền sử dụng")
    assert "Luật" in law
    others = [found(package, each["name"]) for each in package.plain["examples"]]
    granted = next(each for each in others if each.one(Purpose.ELIGIBILITY) is True)
    assert telling.why_not(package, granted) == []


def test_a_row_without_a_sentence_says_what_holds_or_only_that_it_does_not(package):
    real = found(package, "withheld")
    [hit] = real.decisions[Purpose.ELIGIBILITY].hits
    law = {"law": hit.row.plain["law"]}
    bare = [SimpleNamespace(give=False, plain=law, when=when) for when in (hit.row.when, ALWAYS)]
    hits = [SimpleNamespace(row=row, reason=hit.reason) for row in bare]
    fake = SimpleNamespace(decisions={Purpose.ELIGIBILITY: SimpleNamespace(hits=hits)})
    said = [words for words, _law in telling.why_not(package, fake)]
    assert said == ["Không đủ điều kiện: “Đang bị tước quyền sử dụng, tạm giữ” (có).", "Không đủ điều kiện."]
