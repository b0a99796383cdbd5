"""What words ask, and what cells of a spreadsheet are made harmless."""

from datetime import date

import pytest
from django.db.models import Q

from lienthong.doors.desk.reference.wording import holding, phrases
from lienthong.kit.web.tables import csv_lines, harmless


@pytest.mark.parametrize("cell", ["=1", "+1", "-1", "@x", "\t=1", "  =1", "＝1"])
def test_what_a_spreadsheet_would_compute_is_text(cell):
    assert harmless(cell).startswith("'")


@pytest.mark.parametrize(
    ("cell", "text"), [(None, ""), (date(2026, 1, 2), "02/01/2026"), (-5, "-5"), ("5-1", "5-1"), ("", "")]
)
def test_other_cells_are_as_they_were(cell, text):
    assert harmless(cell) == text


def test_only_the_first_line_carries_the_byte_order_mark():
    assert list(csv_lines(["a"], [["b"], ["c"]])) == ["\ufeffa\r\n", "b\r\n", "c\r\n"]


@pytest.mark.parametrize(
    ("words", "read"),
    [
        ("bao cao quy", [(["bao", "cao"], ["bao_cao"], False), (["quy"], [], True)]),
        ("bao cao ", [(["bao", "cao"], ["bao_cao"], False)]),
        ("giấy phép", [(["giấy"], [], False), (["phép"], [], True)]),
        ("v/v Giấy Ủy quyền ", [(["v/v"], [], False), (["giấy", "ủy", "quyền"], ["giay_uy_quyen"], False)]),
        ("bảo cáo", [(["bảo"], [], False), (["cáo"], [], True)]),
        ("báo cá", [(["báo", "cá"], ["bao_cao"], True)]),
        ("báo cá ", [(["báo"], [], False), (["cá"], [], False)]),
        ("bao c", [(["bao"], [], False), (["c"], [], True)]),
        ("bao cả", [(["bao"], [], False), (["cả"], [], True)]),
        ("giay uy quy", [(["giay", "uy", "quy"], ["giay_uy_quyen"], True)]),
        ("", []),
    ],
)
def test_the_name_of_a_kind_is_read_as_that_kind_also_while_it_is_typed(words, read):
    assert [tuple(phrase) for phrase in phrases(words)] == read


@pytest.mark.parametrize(
    ("words", "asked"),
    [
        ("báo cáo 2026", "('\u0301bao' & '\u0301cao' | '=bao_cao') & '2026'"),
        ("báo cá", "('\u0301bao' & '\u0301ca':* | '=bao_cao')"),
        ("v/v khai sinh ", "'v/v':* & 'khai' & 'sinh'"),
        ("khai — sinh", "'khai' & 'sinh':*"),
        ("—", ""),
    ],
)
def test_the_name_of_a_kind_may_stand_for_its_words(words, asked):
    assert holding(words) == Q(words__hold=asked)
    assert holding(words, column="document__words") == Q(document__words__hold=asked)
