"""A province with a head of unit and a leader, a citizen, and the end of one thing."""

import pytest

from conftest import at
from lienthong.kit.ids import new_id
from lienthong.work.feedback.actions import EndPoint, asking
from lienthong.work.feedback.rules import Visit
from lienthong.work.feedback.states import Channel, End

HOME = "203.0.113.7"
SECRET = "ABCDEFGHJKMN"


@pytest.fixture
def person(db):
    from lienthong.ground.identity.models import Account

    return Account.objects.create_user("nguoi.dan@lienthong.example", "Trần Văn Bình")


@pytest.fixture
def point(country, person):
    """`point(end=…)`: what feedback is told of an end."""

    def made(**more):
        office = country.province
        told = {
            "id": new_id(), "end": End.GRANTED, "subject": ("onestop.dossier", new_id()), "code": "H41-261116-0001",
            "title": "Đổi giấy phép lái xe", "procedure": "doi_giay_phep_lai_xe", "body": office.body,
            "unit": office.unit, "channel": Channel.ONLINE, "account": person, "phone": "+84000123456",
        }  # fmt: skip
        return EndPoint(**{**told, **more})

    return made


@pytest.fixture
def invite(point, monkeypatch):
    """Ask about an end; the code of the first is `SECRET`."""
    from lienthong.work.feedback import actions

    monkeypatch.setattr(asking, "new_code", lambda _letters: SECRET)

    def made(**more):
        return actions.ask(point=point(**more), by=None, now=at("09:00"))

    return made


@pytest.fixture
def invitation(invite):
    return invite()


def from_home(**more):
    return Visit(address=HOME, **more)
