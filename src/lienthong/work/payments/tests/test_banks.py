"""What banks are called."""

import pytest

from lienthong.work.payments import banks


@pytest.mark.parametrize(
    ("number", "name"),
    [("970436", "Vietcombank"), (banks.MOCK, "Ngân hàng mô phỏng"), ("123456", "ngân hàng mã số 123456")],
)
def test_a_bank_is_named_as_apps_list_it_and_one_we_do_not_know_by_its_number(number, name):
    assert banks.name_of(number) == name
