"""What the press is given: capacities over positions, recipients as offices write them, the place of the date."""

from datetime import date

import pytest

from conftest import at
from lienthong.ground.mandates.states import Capacity
from lienthong.ground.organisations.models import Body
from lienthong.records.documents import actions, sheet
from lienthong.records.documents.actions.drafting import Address
from lienthong.records.documents.models import IncomingEntry
from lienthong.records.documents.tests.drafts import drafted


def test_a_committee_signs_on_behalf_of_the_committee(country):
    block = sheet.signer_block(country.province.leader)
    assert block.capacities == ("TM. Ủy ban nhân dân",)
    ministry = country.ministry.leader
    ministry.capacity = Capacity.TM
    assert sheet.signer_block(ministry).capacities == ("TM. Bộ Tài chính",)


def test_a_deputy_signs_in_the_place_of_the_principal(country):
    deputy = country.ministry.head_of_unit
    deputy.capacity, deputy.principal = Capacity.KT, country.ministry.leader
    assert sheet.signer_block(deputy).capacities == ("KT. Thủ trưởng",)
    deputy.principal = None
    assert sheet.signer_block(deputy).capacities == ("KT. Chánh Văn phòng",)


@pytest.mark.parametrize(
    ("name", "place"),
    [
        ("Ủy ban nhân dân tỉnh Nghệ An", "Nghệ An"),
        ("Ủy ban nhân dân Thành phố Hồ Chí Minh", "Hồ Chí Minh"),
        ("Bộ Tài chính", "Hà Nội"),
    ],
)
def test_the_place_of_the_date_is_that_of_the_body(name, place):
    assert sheet.place_of(Body(name_vi=name)) == place


def test_a_unit_is_named_with_its_body_and_copies_only_under_noi_nhan(country):
    document = drafted(country, to=())
    addresses = [Address(country.other.body, country.other.unit), Address(country.province.body, copy=True)]
    actions.set_recipients(document=document, addresses=addresses, by=country.ministry.specialist, now=at("09:01"))
    printed = sheet.sheet_of(document, draft=True)
    assert printed.addressed_to == ("Văn phòng, Bộ Tư pháp",)
    assert printed.sent_to == ("Như trên", "Ủy ban nhân dân tỉnh Nghệ An")
    document.kind = "quyet_dinh"
    assert sheet.sheet_of(document, draft=True).addressed_to == ()


def test_all_provinces_are_named_in_one_line(country, monkeypatch):
    monkeypatch.setattr(sheet, "_ALL_PROVINCES", 1)
    printed = sheet.sheet_of(drafted(country), draft=False)
    assert printed.addressed_to == ("Bộ Tư pháp", "Ủy ban nhân dân các tỉnh, thành phố trực thuộc trung ương")


def test_the_hour_of_a_timed_express_stands_on_the_sheet(country):
    document = drafted(country, urgency="4", express_due_at=at("14:30"))
    assert sheet.sheet_of(document, draft=True).urgent_until == "14 giờ 30, 16/11/2026"


def test_the_incoming_book_finds_words_without_tones_within_one_body(country):
    for office in (country.ministry, country.other):
        actions.enter_incoming(
            by=office.clerk,
            now=at("09:00"),
            issuer_name="Bộ Nội vụ",
            number_and_symbol="12/BNV",
            issued_on=date(2026, 11, 14),
            kind="cong_van",
            subject="Về tinh giản biên chế",
        )
    book = IncomingEntry.objects.of_body(country.other.body)
    assert [str(one) for one in book.containing("BIEN che noi vu")] == ["1/2026"]
    assert not book.containing("lái xe").exists()
