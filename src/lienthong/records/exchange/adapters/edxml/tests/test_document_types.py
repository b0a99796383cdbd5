"""Types of document by name, by code, and where the two disagree."""

import pytest

from lienthong.records.exchange.adapters.edxml import document_types as types
from lienthong.records.exchange.adapters.edxml.message import DocumentType
from lienthong.records.exchange.adapters.edxml.warnings import Notes


def resolved(code, detail, name):
    notes = Notes()
    known = types.resolve(DocumentType(code, detail, name), notes=notes)
    return known and known.name, [note.deviation.value for note in notes.kept]


def test_there_are_29_types_of_decree_30_and_32_older_ones():
    assert len(types.DECREE_30) == 29
    assert len(types.ADMINISTRATIVE) == 32
    assert len(types.NORMATIVE) == 13


def test_the_older_types_that_decree_30_dropped_are_known_and_have_no_name_in_it():
    dropped = [name for name in types.ADMINISTRATIVE if not types.in_decree_30(name)]
    assert dropped == ["Bản cam kết", "Giấy chứng nhận", "Giấy đi đường", "Giấy biên nhận hồ sơ"]


def test_the_only_type_that_decree_30_added_is_the_notice_slip():
    older = {types.in_decree_30(name) for name in types.ADMINISTRATIVE}
    assert set(types.DECREE_30) - older == {"Phiếu báo"}


@pytest.mark.parametrize(
    ("code", "detail", "name", "known", "said"),
    [
        ("2", "18", "Công văn", "Công văn", []),
        ("2", "18", "CONG VAN", "Công văn", []),
        ("18", "0", "Công văn", "Công văn", []),
        ("18", "", "Công văn", "Công văn", []),
        ("1", "0", "Công văn", "Công văn", ["type-conflict"]),
        ("2", "", "Công văn", "Công văn", ["type-conflict"]),
        ("2", "2", "Quyết định", "Quyết định", []),
        ("1", "8", "Quyết định", "Quyết định", []),
        ("1", "7", "Nghị định", "Nghị định", []),
        ("", "", "Phiếu báo", "Phiếu báo", []),
        ("2", "18", "", "Công văn", []),
        ("7", "", "", "Thông báo", []),
        ("3", "1", "", None, ["type-unknown"]),
        ("2", "99", "", None, ["type-unknown"]),
        ("hai", "", "", None, ["type-unknown"]),
        ("2", "18", "Sổ tay", None, ["type-unknown"]),
        ("", "", "", None, []),
    ],
)
def test_the_name_decides_and_a_conflict_is_said(code, detail, name, known, said):
    assert resolved(code, detail, name) == (known, said)


@pytest.mark.parametrize("name", [*types.ADMINISTRATIVE, *types.NORMATIVE])
def test_the_code_we_send_is_understood_as_the_type_we_meant(name):
    code, detail = types.code_of(name)
    assert resolved(code, detail, name)[1] == []


def test_a_type_without_a_code_goes_as_a_letter_with_its_own_name():
    assert types.code_of("Phiếu báo") == types.code_of("Công văn") == ("2", "18")


def test_abbreviations_are_those_of_decree_30():
    assert types.by_name("Tờ trình").abbreviation == "TTr"
    assert types.by_name("Công văn").abbreviation == ""
    assert types.by_name("Luật").abbreviation == ""


def test_a_type_may_be_asked_for_without_taking_notes():
    assert types.resolve(DocumentType("", "", "Báo cáo")).abbreviation == "BC"
