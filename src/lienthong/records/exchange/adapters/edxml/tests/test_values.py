"""Days, instants, numbers and codes: lenient where it is harmless, and loud about it."""

import contextlib
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from lienthong.records.exchange.adapters.edxml import identifiers, sentences, values
from lienthong.records.exchange.adapters.edxml import message as m
from lienthong.records.exchange.adapters.edxml.refusals import BadValue, place
from lienthong.records.exchange.adapters.edxml.warnings import Deviation, Notes
from lienthong.records.exchange.adapters.edxml.wire import (
    BLOCKS,
    DOCUMENT_HEADER,
    MANIFEST,
    ROUTING,
    STATUS_HEADER,
    Kind,
)


def read(text, holds):
    notes, place = Notes(), etree.Element("X")
    place.sourceline = 3
    value = values.read(text, holds, values.Spot(place, "X", notes))
    return value, [note.deviation.value for note in notes.kept]


@pytest.mark.parametrize(
    "text", ["22/11/2026", "2026-11-22", "22-11-2026", "2026.11.22", "2026-11-22T10:00:00", "22/11/2026 10:05"]
)
def test_a_day_in_another_form_is_understood_and_said(text):
    assert read(text, Kind.DAY) == (date(2026, 11, 22), ["date-form"])


@pytest.mark.parametrize(
    ("text", "read_as"),
    [
        ("2026/11/22", "2026-11-22T00:00:00+07:00"),
        ("22/11/2026 9:05", "2026-11-22T09:05:00+07:00"),
        ("2026-11-22T09:05:06.1234567", "2026-11-22T09:05:06+07:00"),
        ("2026-11-22T09:05:06.123+07:00", "2026-11-22T09:05:06+07:00"),
        ("2026-11-22T02:05:06Z", "2026-11-22T09:05:06+07:00"),
    ],
)
def test_an_instant_in_another_form_is_understood_and_said(text, read_as):
    value, said = read(text, Kind.INSTANT)
    assert value.isoformat() == read_as
    assert said == ["date-form"]


@pytest.mark.parametrize("holds", [Kind.DAY, Kind.INSTANT])
@pytest.mark.parametrize("text", ["31/02/2026", "2026/13/01", "22/11", "nay", "2026-11-22T99:00:00Z", "٢٠٢٦/١١/٢٢"])
def test_what_is_no_date_is_refused(text, holds):
    with pytest.raises(BadValue, match="ngày giờ dạng"):
        read(text, holds)


@pytest.mark.parametrize("holds", [Kind.DAY, Kind.INSTANT, Kind.NUMBER, m.Urgency, m.Status])
def test_nothing_is_nothing(holds):
    assert read("", holds) == (None, [])
    assert values.write(None, holds) == ""


@given(st.text(max_size=40))
def test_any_text_is_a_value_or_is_refused_and_nothing_else(text):
    for holds in (Kind.DAY, Kind.INSTANT, Kind.NUMBER, m.Urgency, m.Steering, m.Business, m.Status):
        with contextlib.suppress(BadValue):
            read(text, holds)


@pytest.mark.parametrize(
    ("member", "text"), [(m.Urgency.EXPRESS_TIMED, "4"), (m.Status.ACCEPTED, "03"), (m.Steering.REPORT, "3")]
)
def test_a_code_is_written_as_the_regulation_lists_it(member, text):
    assert values.write(member, type(member)) == text
    assert read(text, type(member)) == (member, [])


def test_the_year_is_always_four_digits():
    assert values.write(date(987, 1, 2), Kind.DAY) == "0987/01/02"


@pytest.mark.parametrize("text", ["000.00.00.G22,2015/09/30,7816/VPCP-TTĐT", "000.00.01.H01,2018,10"])
def test_the_usual_forms_of_a_document_id_are_known(text):
    assert identifiers.is_document_id(text)


def test_a_document_id_is_made_of_body_day_number_and_notation():
    made = identifiers.document_id(organ="G22", issued_on=date(2026, 1, 2), number="01", notation="QĐ-BTC")
    assert made == "G22,2026/01/02,01/QĐ-BTC"
    assert identifiers.is_document_id(made)


def test_no_element_of_the_table_is_spelled_twice_in_one_block():
    for block in (*BLOCKS.values(), DOCUMENT_HEADER, STATUS_HEADER, ROUTING, MANIFEST):
        assert len(block.places) == len(block.parts)


def test_every_noun_of_the_table_has_exactly_the_fields_of_its_parts():
    for noun, block in BLOCKS.items():
        assert {part.field for part in block.parts} == set(noun.__dataclass_fields__)


@pytest.mark.parametrize(
    ("line", "element", "said"),
    [(2, "To", "Dòng 2, phần To: "), (2, "", "Dòng 2: "), (0, "To", "Phần To: "), (0, "", "")],
)
def test_a_place_is_said_as_far_as_it_is_known(line, element, said):
    assert place(line, element) == said


def test_a_sentence_shows_no_control_characters_and_no_endless_facts():
    said = sentences.say("{found}", found="a\x1b[31m" + "b" * 500)
    assert said.isprintable()
    assert len(said) == 120


def test_a_flood_of_one_deviation_is_cut():
    notes = Notes()
    for line in range(100):
        notes.warn(Deviation.COMMENT, line=line)
    notes.warn(Deviation.BYTE_ORDER_MARK)
    assert len(notes.kept) == 21
