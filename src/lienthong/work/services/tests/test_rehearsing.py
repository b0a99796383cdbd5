"""A dry run: what a new version would say to dossiers of the old one, in counts and rows, and about nobody."""

import json
import shutil

import pytest

from conftest import ANSWERS, NUMBER
from lienthong.work.services import packages
from lienthong.work.services.rehearsing import Case, Rehearsal, rehearse
from lienthong.work.services.states import Purpose
from lienthong.work.services.tests.conftest import Folder, at

GIVEN = {name: value for page in ANSWERS.values() for name, value in page.items()}
MONDAY = at("2026-11-16 09:00")
OLD = packages.read_shipped("doi_giay_phep_lai_xe")
CASES = [Case(GIVEN, MONDAY), Case(GIVEN | {"withheld": True}, MONDAY), Case(GIVEN | {"reason": "changed"}, MONDAY)]


@pytest.fixture
def folder(tmp_path, viet_nam):
    shutil.copytree(packages.SHIPPED / "doi_giay_phep_lai_xe", tmp_path / "new")
    return Folder(tmp_path / "new", viet_nam)


def test_the_same_package_changes_nothing_for_anybody():
    assert rehearse(OLD, OLD, CASES) == Rehearsal(3, 0, ())
    assert rehearse(OLD, OLD, []) == Rehearsal(0, 0, ())


def test_a_new_fee_is_told_with_its_row_and_how_many_would_pay_it(folder):
    new = folder.change("tables.yaml", "amount: 135000", "amount: 155000").read()
    found = rehearse(OLD, new, CASES)
    [shift] = found.shifts  # who may not apply pays nothing
    assert (found.count, found.changed, shift.purpose, shift.count) == (3, 2, Purpose.FEE, 2)
    assert str(shift) == (
        "Phí, lệ phí: Lệ phí cấp giấy phép lái xe: 135.000 đ → Lệ phí cấp giấy phép lái xe: 155.000 đ"
        " — 2 hồ sơ; dòng ordinary → ordinary"
    )


def test_every_part_is_compared_in_the_order_of_the_tables(folder):
    folder.change(
        "tables.yaml", "- name: withheld\n      when: $withheld", "- name: withheld\n      when: {not: $withheld}"
    )
    folder.change("tables.yaml", 'when: {"==": [$reason, changed]}', 'when: {"!=": [$reason, changed]}')
    folder.change("steps.yaml", "amount: 5, unit: working_days", "amount: 3, unit: working_days")
    found = rehearse(OLD, folder.read(), CASES)
    assert [(each.purpose, each.count) for each in found.shifts] == [
        (Purpose.ELIGIBILITY, 2), (Purpose.ELIGIBILITY, 1), (Purpose.PAPERS, 1), (Purpose.PAPERS, 1),
        (Purpose.DEADLINE, 3),
    ]  # fmt: skip
    told = found.plain()["shifts"][-1]
    assert (told["part"], told["before"], told["after"]) == ("deadline", "5 ngày làm việc", "3 ngày làm việc")


def test_a_row_that_was_only_renamed_is_no_change(folder):
    assert not rehearse(OLD, folder.change("tables.yaml", "name: ordinary", "name: usual").read(), CASES).shifts


def test_a_question_that_would_still_be_open_is_told(folder):
    folder.change("questions.yaml", "name: delivery", "name: bringing")
    new = folder.change("questions.yaml", "[$delivery, post]", "[$bringing, post]").read()
    [shift] = rehearse(OLD, new, CASES).shifts
    assert (shift.purpose, shift.plain()["part"], shift.count, shift.before) == (None, "missing", 2, "")
    assert str(shift) == "Còn phải trả lời: “Bạn nhận giấy phép bằng cách nào?” — 2 hồ sơ"


def test_nobody_is_in_what_comes_out(folder):
    new = folder.change("tables.yaml", "amount: 135000", "amount: 155000").read()
    said = json.dumps(rehearse(OLD, new, CASES).plain(), ensure_ascii=False)
    assert NUMBER not in said
    assert GIVEN["full_name"] not in said
