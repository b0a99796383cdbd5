"""The 34 provinces of 2025: seven codes mean another province, history reads as it was, twice is once, and back."""

from collections import Counter
from datetime import date, timedelta
from itertools import chain

import pytest

from lienthong.ground.organisations import actions, provinces, queries
from lienthong.ground.organisations.models import Body, Change, Place, Succession
from lienthong.ground.organisations.provinces import Standing
from lienthong.ground.organisations.states import BodyKind

pytestmark = pytest.mark.django_db
ON = date(2025, 7, 1)
BEFORE = ON - timedelta(days=1)
TABLE = "province-mergers-2025.csv"
REUSED = {
    "15": ("Yên Bái", "Lào Cai"),
    "24": ("Bắc Giang", "Bắc Ninh"),
    "44": ("Quảng Bình", "Quảng Trị"),
    "52": ("Bình Định", "Gia Lai"),
    "80": ("Long An", "Tây Ninh"),
    "82": ("Tiền Giang", "Đồng Tháp"),
    "91": ("Kiên Giang", "An Giang"),
}


def table(name: str = TABLE):
    return provinces.read(provinces.find(name).read_text("utf-8"))


def apply(now, name: str = TABLE, on: date = ON):
    return list(actions.apply_mergers(mergers=table(name), on=on, by=None, now=now))


def peoples_committees(on: date) -> list[str]:
    return [body.vi_then for body in queries.directory(on) if body.kind in {BodyKind.PROVINCE, BodyKind.PROVINCE_CITY}]


def test_sixty_three_provinces_become_thirty_four(opened, now):
    proposals = apply(now)
    assert Counter(proposal.standing for proposal in proposals) == {Standing.NEW: 24, Standing.NOTHING: 10}
    assert (len(peoples_committees(BEFORE)), len(peoples_committees(ON))) == (63, 34)
    assert (len(queries.directory(BEFORE)), len(queries.directory(ON))) == (95, 66)


def test_after_the_merger_the_directory_and_the_places_agree(opened, now):
    apply(now)
    for day in (BEFORE, ON):
        places = {place.name_vi for place in Place.objects.on(day)}
        committees = {
            name.removeprefix("Ủy ban nhân dân tỉnh ").removeprefix("Ủy ban nhân dân thành phố ")
            for name in peoples_committees(day)
        }
        renamed_early = {"Huế", "Thừa Thiên Huế"}
        assert places - renamed_early == committees - renamed_early
    for place in Place.objects.on(ON):
        assert place.name_vi in queries.resolve_code(place.code, ON).name_vi


def test_a_reused_code_names_the_province_of_its_day(opened, now):
    apply(now)
    for code, names in REUSED.items():
        held = [queries.resolve_code(code, day).name_vi.removeprefix("Ủy ban nhân dân tỉnh ") for day in (BEFORE, ON)]
        assert held == list(names)


def test_every_old_code_still_finds_who_answers_today(opened, now):
    old = {body.code: body.id for body in queries.directory(BEFORE) if body.code.startswith("H")}
    apply(now)
    assert len(old) == 63
    answering = {code: queries.addressee(code, ON) for code in old}
    assert {found.asked.id for found in answering.values()} == set(old.values())
    assert len({found.receives.id for found in answering.values()}) == 34
    assert sum(found.is_successor for found in answering.values()) == 29
    assert answering["H63"].receives.name_vi == "Ủy ban nhân dân tỉnh Lào Cai"
    assert queries.addressee("H63", BEFORE).receives.name_vi == "Ủy ban nhân dân tỉnh Yên Bái"


def test_a_department_is_followed_by_the_department_of_the_same_name(opened, now):
    finance = queries.resolve_code("H63.03", BEFORE)
    apply(now)
    found = queries.addressee("H63.03", ON)
    assert found.asked == finance
    assert (found.receives.name_vi, found.receives.body.name_vi) == ("Sở Tài chính", "Ủy ban nhân dân tỉnh Lào Cai")


def test_applying_twice_says_already_applied_and_changes_nothing(opened, now, photograph):
    apply(now)
    before, changes = photograph(), Change.objects.count()
    again = apply(now + timedelta(days=1))
    assert Counter(proposal.standing for proposal in again) == {Standing.APPLIED: 24, Standing.NOTHING: 10}
    assert (photograph(), Change.objects.count()) == (before, changes)


def test_the_preview_says_what_will_be_done_and_does_nothing(opened, now, photograph):
    before = photograph()
    previewed = list(provinces.propose(table(), ON))
    assert photograph() == before
    lines = list(chain.from_iterable(each.plan.lines for each in previewed if each.plan))
    assert "Ủy ban nhân dân tỉnh Yên Bái sáp nhập vào Ủy ban nhân dân tỉnh Lào Cai từ ngày 01/07/2025." in lines
    sums = Counter()
    for each in previewed:
        sums.update({affected.name: affected.count for affected in each.plan.affected} if each.plan else {})
    assert +sums == {"bodies": 29, "units": 29 * 7, "posts": 29 * 18}
    done = apply(now)
    assert [each.plan.lines for each in done if each.plan] == [each.plan.lines for each in previewed if each.plan]


def test_all_mergers_taken_back_restore_the_sixty_three(opened, now, photograph):
    before = photograph()
    apply(now)
    for change in Change.objects.standing().order_by("-id"):
        actions.reverse(change=change, by=None, now=now)
    assert photograph() == before
    assert Succession.objects.count() == 29 * 8
    assert Counter(each.standing for each in apply(now)) == {Standing.NEW: 24, Standing.NOTHING: 10}


def test_history_reads_as_it_was(opened, now):
    apply(now)
    gone = queries.history(queries.resolve_code("15", BEFORE), ON)
    assert (gone["name"], gone["exists"], gone["dissolved_on"]) == ("", False, ON)
    assert [name["name"] for name in gone["names"]] == ["Ủy ban nhân dân tỉnh Yên Bái"]
    assert [each["name"] for each in gone["successors"]] == ["Ủy ban nhân dân tỉnh Lào Cai"]
    goes_on = queries.history(queries.resolve_code("15", ON), ON)
    assert [code["code"] for code in goes_on["codes"] if code["scheme"] == "gso"] == ["10", "15"]
    assert [each["name"] for each in goes_on["predecessors"]] == ["Ủy ban nhân dân tỉnh Yên Bái"]
    assert len(goes_on["units"]) == 7


def test_hue_is_a_city_from_its_own_day_when_that_table_is_applied_first(opened, now):
    apply(now, "hue-city-2025.csv", date(2025, 1, 1))
    assert Counter(each.standing for each in apply(now)) == {Standing.NEW: 23, Standing.NOTHING: 11}
    hue = queries.resolve_code("46", date(2025, 1, 1))
    assert (hue.name_vi, hue.name_en, hue.kind) == (
        "Ủy ban nhân dân thành phố Huế",
        "People's Committee of Hue City",
        "province_city",
    )
    assert len(peoples_committees(ON)) == 34


def test_dong_nai_becomes_a_city_after_its_merger(opened, now):
    apply(now)
    later = now + timedelta(days=90)
    apply(later, "dong-nai-city-2026.csv", date(2026, 4, 30))
    assert Body.objects.get(code="H19").name_vi == "Ủy ban nhân dân thành phố Đồng Nai"


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("new_code,new_name\n01,Hà Nội\n", "Dòng 1: thiếu cột old_codes, old_names."),
        ("new_code,new_name,old_codes,old_names\n01,Hà Nội,01 02,Hà Nội\n", "Dòng 2"),
        ("new_code,new_name,old_codes,old_names\n01,Hà Nội,,\n", "Dòng 2"),
        ("new_code,new_name,old_codes,old_names,kind\n01,Hà Nội,01,Hà Nội,bang\n", "Dòng 2"),
    ],
)
def test_a_table_that_cannot_be_read_names_its_line(text, why):
    with pytest.raises(provinces.MergersMalformed, match=why):
        provinces.read(text)


def test_a_merger_under_a_wholly_new_name_is_refused(opened):
    rows = provinces.read("new_code,new_name,old_codes,old_names\n15,Hoàng Liên Sơn,15 10,Yên Bái + Lào Cai\n")
    with pytest.raises(provinces.MergersMalformed, match="Hoàng Liên Sơn"):
        list(provinces.propose(rows, ON))


def test_a_table_is_found_here_first_and_then_among_those_of_the_product(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert provinces.find(TABLE).parent == provinces.DATA
    (tmp_path / TABLE).write_text("x")
    assert provinces.find(TABLE).read_text() == "x"
    with pytest.raises(provinces.NoSuchTable, match=TABLE):
        provinces.find("không-có.csv")
