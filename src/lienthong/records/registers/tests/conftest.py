"""One person of the registers, and the ministry that keeps them."""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from io import BytesIO

import pytest
from PIL import Image

from conftest import at
from lienthong.kit.ids import new_id
from lienthong.kit.text import fold, sort_key
from lienthong.records.registers.models import DrivingLicence, Person
from lienthong.records.registers.states import Sex

LONG_AGO = datetime(2026, 2, 1, 3, 0, tzinfo=UTC)
FOUNDED = at("08:00", day=date(2026, 1, 5))
APPLICATION = ("services.application", new_id())
MINH_ANH = "001190000001"


def person(number: str = MINH_ANH, name: str = "Nguyễn Thị Minh Anh", **more) -> Person:
    """A woman of 36, not stored."""
    facts = {
        "folded": fold(name),
        "sort_key": sort_key(name),
        "sex": Sex.FEMALE,
        "born_on": date(1990, 5, 2),
        "birth_place_code": number[:3],
        "birth_registered_on": date(1990, 5, 20),
        "residence": "Phường 5, Hà Nội",
        "residence_code": "01",
        "synthetic": True,
        "changed_at": LONG_AGO,
    }
    return Person(number=number, full_name=name, **{**facts, **more})


def licence(of: Person, licence_class: str = "b", **more) -> DrivingLicence:
    """A licence that ends soon, not stored."""
    facts = {
        "number": "010170000001",
        "issued_on": date(2017, 1, 10),
        "valid_until": date(2027, 1, 10),
        "issuer": "Cục Cảnh sát giao thông",
        "card_serial": "AA0001",
        "changed_at": LONG_AGO,
    }
    return DrivingLicence(person=of, licence_class=licence_class, **{**facts, **more})


def picture(shade: int) -> BytesIO:
    out = BytesIO()
    Image.new("L", (8, 8), shade).save(out, "PNG")
    found = BytesIO(out.getvalue())
    found.name = f"the-{shade}.png"
    return found


@dataclass
class Police:
    """The keeper, and two of its officials."""

    body: object
    specialist: object
    clerk: object


@pytest.fixture
def police(db) -> Police:
    """The ministry that keeps most registers, with a seal; nothing else of a country."""
    from lienthong.ground.organisations import actions
    from lienthong.ground.organisations.naming import Naming
    from lienthong.ground.organisations.states import BodyKind
    from lienthong.ground.signatures import actions as signatures
    from lienthong.ground.signatures import queries

    queries.forget()
    signatures.set_up_authority(now=FOUNDED)
    body = actions.found_body(
        name=Naming("Bộ Công an", "Ministry of Public Security", "BCA"),
        kind=BodyKind.MINISTRY,
        on=date(2019, 3, 12),
        by=None,
        now=FOUNDED,
    )
    signatures.issue_seal(body_id=body.pk, name=body.name_vi, code="", by=None, now=FOUNDED)
    yield Police(body, _official(body, "specialist"), _official(body, "clerk"))
    queries.forget()


def another(police: Police, who: str):
    """One more official of the keeper who may answer."""
    return _official(police.body, "specialist", who)


def _official(body, role: str, who: str = ""):
    from lienthong.ground.identity.models import Account
    from lienthong.ground.mandates.models import Mandate
    from lienthong.ground.organisations import actions
    from lienthong.ground.organisations.naming import Naming

    post = actions.found_post(
        body=body, title=Naming("Chuyên viên"), rank=role, on=date(2019, 3, 12), by=None, now=FOUNDED
    )
    account = Account.objects.create(
        email=f"{role}{who}@lienthong.example", full_name=f"Trần Văn Thử {who}".strip(), synthetic=True
    )
    return Mandate.objects.create(account=account, post=post, role=role, source="Quyết định thử", valid_from=FOUNDED)


@pytest.fixture
def minh_anh(db) -> Person:
    """A woman of 36 with a licence of class B that ends soon."""
    someone = person()
    someone.save()
    licence(someone).save()
    return someone
