"""Linked procedures of a package: what fits is published, everything that does not is named; a result's data."""

from datetime import date
from types import SimpleNamespace

import pytest

from lienthong.work.services import checks, linking, packages, resulting, writing
from lienthong.work.services.packages import read_shipped
from lienthong.work.services.states import Kind

LINKED = "linked.yaml"


def codes(folder, *, find=linking.find_shipped, key="dang_ky_khai_sinh"):
    found = checks.check(folder.read(), folder.calendar, find, key)
    return [(each.code, each.place.path) for each in found if each.place.file in {LINKED, "procedure.yaml"}]


def test_the_shipped_birth_is_linked_with_residence_and_card():
    package = read_shipped("dang_ky_khai_sinh")
    assert [link.procedure for link in package.links] == ["dang_ky_thuong_tru", "cap_the_bhyt_tre_em"]
    assert package.links[0].waits_for == {"child_name": "registered_name", "child_number": "personal_number"}
    assert read_shipped("doi_giay_phep_lai_xe").links == ()


def test_a_package_without_the_file_has_the_address_it_had(small):
    assert "linked" not in small.read().plain


def test_written_again_it_is_the_same_package():
    package = read_shipped("dang_ky_khai_sinh")
    assert packages.read_files(writing.files_of(package)).address == package.address


def test_an_empty_file_of_a_draft_is_none(small):
    files = {**writing.files_of(small.read()), LINKED: ""}
    assert packages.read_files(files).address == small.read().address


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("procedure: dang_ky_thuong_tru", "procedure: khong_co", ("unknown-procedure", "linked[0].procedure")),
        ("clinic: $clinic", "nowhere: $clinic", ("unknown-question", "linked[1].answers.nowhere")),
        ("born_on: $parent_born_on", "born_on: $parent_residence", ("wrong-type", "linked[0].answers.born_on")),
        ("exempt: [child]", "exempt: [adult]", ("no-such-option", "linked[0].answers.exempt")),
        ("for_whom: child", "for_whom: [child]", ("no-such-option", "linked[0].answers.for_whom")),
        ("for_whom: child", "for_whom: {if: [$with_insurance, child, nobody]}",
         ("no-such-option", "linked[0].answers.for_whom.if[2]")),
        ("child_name: registered_name", "child_born_on: registered_name", ("wrong-type", "linked[0].result.child_born_on")),
        ("child_name: registered_name", "full_name: registered_name", ("twice", "linked[0].result.full_name")),
        ("child_name: registered_name", "nobody: registered_name", ("unknown-question", "linked[0].result.nobody")),
        ("y_kien_cha_me: y_kien_cha_me", "y_kien_cha_me: la", ("undeclared", "linked[0].papers.y_kien_cha_me")),
        ("y_kien_cha_me: y_kien_cha_me", "la: y_kien_cha_me", ("undeclared", "linked[0].papers.la")),
        ("      clinic: $clinic\n", "", ("link-unanswered", "linked[1]")),
        ("    papers:\n      y_kien_cha_me: y_kien_cha_me\n", "", ("link-paper", "linked[0]")),
        ("dwelling_on_record: true", "dwelling_on_record: false", ("link-paper", "linked[0]")),
        ("forbidden_place: $home_disputed", "forbidden_place: true", ("link-refused", "linked[0]")),
        ("when: $with_insurance", "when: {and: [$with_insurance, $registered_before]}", ("link-untried", "linked[1]")),
        ("      relation: parent\n      child_born_on: $born_on\n", "      child_born_on: $born_on\n",
         ("link-unanswered", "linked[1]")),
    ],
)  # fmt: skip
def test_what_does_not_fit_is_named_with_its_place(birth, old, new, expected):
    birth.change(LINKED, old, new)
    assert expected in codes(birth)


def test_what_papers_fee_or_pages_of_the_other_depend_on_is_known_at_once(birth, tmp_path):
    other = read_shipped("dang_ky_thuong_tru")
    link = birth.read().links[0]
    joined = linking.Joined(link, other, {}, {})
    said = {each.sentence for each in linking.what_waits(birth.read(), joined)}
    assert said == set()
    link.plain["result"]["dwelling"] = "registered_name"
    said = [each.sentence for each in linking.what_waits(birth.read(), joined)]
    assert [each.split("”")[0] for each in said] == ["“own", "“family", "“rented", "“head", "“papers"]


def test_an_example_of_years_no_calendar_knows_is_said_elsewhere(birth):
    birth.change("examples/with-residence-and-card.yaml", "received: 2026-03-04T09:00", "received: 2199-03-04T09:00")
    birth.change(
        "examples/with-residence-of-the-family.yaml", "received: 2026-03-04T09:00", "received: 2199-03-04T09:00"
    )
    assert ("link-untried", "linked[0]") in codes(birth)


def test_a_circle_of_links_is_named(birth):
    back = birth.read()
    assert ("circular-link", "linked[0].procedure") in codes(birth, find=lambda _key: back, key="cap_the_bhyt_tre_em")
    assert linking.leads_to(back, "dang_ky_thuong_tru", linking.find_shipped)
    assert not linking.leads_to(back, "somewhere_else", linking.find_shipped)


def test_a_datum_that_not_every_result_has_cannot_be_waited_for(birth):
    birth.change(LINKED, "child_name: registered_name", "child_name: name_at_birth")
    assert ("undeclared", "linked.yaml:linked[0].result.child_name") in birth.refused()


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("        past: true\n", "        past: true\n        least: 3\n", "datum-bounds"),
        ("        most: 150\n", "        most: 150\n        least: 151\n", "datum-bounds"),
        ("        most: 150\n", "        past: true\n", "datum-bounds"),
    ],
)
def test_bounds_of_data_fit_their_kinds(birth, old, new, expected):
    birth.change("procedure.yaml", old, new)
    assert expected in [code for code, _place in codes(birth)]


def test_a_refusal_has_no_data(birth):
    text = (birth.path / "procedure.yaml").read_text()
    refusal = text.index("granted: false")
    end = text.index("\n", refusal)
    data = "\n    data: [{name: why, type: text, text: {vi: Vì sao, en: Why}}]"
    birth.write("procedure.yaml", text[:end] + data + text[end:])
    assert "data-of-refusal" in [code for code, _place in codes(birth)]


# -- data of a result -----------------------------------------------------------------------------------------------
CARD = {
    "holder": "Lê Minh An", "holder_number": "040226000001", "born_on": "2026-10-20", "clinic": "Trạm y tế Yên Thành",
    "card_number": "TE1404020001", "valid_from": "2026-11-01", "valid_until": "2032-10-31",
}  # fmt: skip


def card(**given):
    data = resulting.data_of(read_shipped("cap_the_bhyt_tre_em"), "the_bhyt")
    return resulting.read(data, CARD | given, on=date(2026, 11, 16))


def test_data_that_fit_are_plain():
    values, wrong = card()
    assert wrong == {}
    assert values == CARD


@pytest.mark.parametrize(
    ("name", "value"),
    [("card_number", ""), ("card_number", "123"), ("card_number", "1" * 16), ("valid_from", "2026-11-17"),
     ("valid_from", "tomorrow"), ("valid_until", "")],
)  # fmt: skip
def test_data_that_do_not_fit_are_named(name, value):
    values, wrong = card(**{name: value})
    assert list(wrong) == [name]
    assert name not in values


@pytest.mark.parametrize(("text", "fits"), [("12", True), ("0", False), ("41", False), ("x", False), ("٣", False)])
def test_a_number_stays_within_its_bounds(text, fits):
    datum = resulting.Datum("rooms", Kind.NUMBER, {"least": 1, "most": 40})
    values, wrong = resulting.read((datum,), {"rooms": text}, on=date(2026, 11, 16))
    assert (values == {"rooms": int(text)}) if fits else ("rooms" in wrong)


@pytest.mark.parametrize(("text", "fits"), [("Trần Bình An", True), ("Trần Bình An 2", False)])
def test_a_name_on_a_result_is_letters(text, fits):
    datum = resulting.Datum("head", Kind.TEXT, {"form": "person_name"})
    values, wrong = resulting.read((datum,), {"head": text}, on=date(2026, 11, 16))
    assert (values == {"head": text}) if fits else ("head" in wrong)


def test_a_result_without_data_wants_none_and_an_unknown_one_has_none():
    package = read_shipped("doi_giay_phep_lai_xe")
    assert resulting.require(package, "tu_choi", {"stray": "x"}, on=date(2026, 11, 16)) == {}
    assert resulting.data_of(package, "nowhere") == ()


def test_what_has_no_fee_yet_cannot_be_handed_in_now():
    package = read_shipped("cap_the_bhyt_tre_em")
    joined = SimpleNamespace(package=package, papers={}, link=SimpleNamespace(waits_for={}))
    found = SimpleNamespace(
        walk=SimpleNamespace(missing=[]), papers=[], fee=None, deadline=None, one=lambda _purpose: None
    )
    assert [code for code, _words in linking.lacking(joined, found, set())] == ["link-open"]
