"""A ministry that receives, another that answers, a person who petitions, and petitions brought to any status."""

import pytest

from conftest import at
from lienthong.work.petitions import actions
from lienthong.work.petitions.rules import Said

WORDS = "Chúng tôi đối chiếu sổ hẹn tháng 10: hồ sơ nằm ở phòng địa chính chín ngày, trưởng phòng đã bị nhắc."
UNCLEAR = "Bạn cho biết ngày nộp và tên phường, vì có bốn nơi cùng tên trong huyện Anh Sơn."
SAID = Said(
    matter="acts",
    subject="Xác nhận hộ tịch phải đi ba lần",
    content="Tôi là Trần Văn Bình. Tôi đến phường ba lần, lần nào cũng được hẹn lại mà không có giấy hẹn.",
    about="UBND phường Hưng Bình",
    petitioner="person",
    name="Trần Văn Bình",
    address="12 Lê Lợi, phường Hưng Bình, Vinh",
    phone="0912 345 678",
    official="Lê Thị Hoa",
    may_publish=True,
)


@pytest.fixture
def person(db):
    from lienthong.ground.identity.models import Account

    return Account.objects.create_user("nguoi.dan@lienthong.example", "Trần Văn Bình")


@pytest.fixture
def desks(country):
    """The province receives; the other ministry can be asked to answer."""
    for office in (country.province, country.other):
        actions.name_desk(unit=office.unit, by=office.leader, now=at("08:00"))
    return country


@pytest.fixture
def sent(desks, person):
    """`sent(now=…, …)`: a petition at the province."""

    def made(said=SAID, *, by=person, hour="09:00", **more):
        return actions.submit_petition(body=desks.province.body, said=said, by=by, now=at(hour), **more)

    return made


@pytest.fixture
def brought(desks, sent):
    """`brought("in_hand")`: a petition that is so far."""

    def made(status, said=SAID, **more):
        petition, here, there = sent(said, **more), desks.province.specialist, desks.other.head_of_unit
        steps = [
            ("accepted", lambda: actions.accept_petition(petition=petition, by=here, now=at("10:00"))),
            (
                "forwarded",
                lambda: actions.forward_petition(petition=petition, to=desks.other.body, by=here, now=at("11:00")),
            ),
            ("in_hand", lambda: actions.acknowledge_petition(petition=petition, by=there, now=at("13:30"))),
            (
                "answered",
                lambda: actions.answer_petition(petition=petition, words=WORDS, by=there, now=at("14:00"), law="Luật"),
            ),
        ]
        for name, step in steps:
            if petition.status == status:
                break
            petition = step()
            assert petition.status == name
        return petition

    return made
