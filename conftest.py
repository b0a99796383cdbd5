"""A small country for tests of every room: two ministries and a province, with people, mandates and certificates."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import hypothesis
import pytest
from django.test import override_settings
from django.utils import translation

from lienthong.ground.signatures.adapters.base import key_store
from lienthong.kit import ids
from lienthong.kit.testing import snapshots

VIETNAM = ZoneInfo("Asia/Ho_Chi_Minh")
MONDAY = datetime(2026, 11, 16, 9, 0, tzinfo=VIETNAM)


def at(text: str, *, day: date = MONDAY.date()) -> datetime:
    """`at("09:05")` on a Monday in Viet Nam."""
    hour, minute = map(int, text.split(":"))
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=VIETNAM).astimezone(UTC)


SINCE = at("08:00", day=date(2026, 1, 5))


@dataclass
class Office:
    """One body with somebody in every role."""

    body: object
    unit: object
    mandates: dict = field(default_factory=dict)

    def __getattr__(self, role: str):
        try:
            return self.mandates[role]
        except KeyError:
            raise AttributeError(role) from None


@dataclass
class Country:
    """Three offices; `ministry` sends, `other` and `province` receive."""

    ministry: Office
    other: Office
    province: Office
    since: datetime


hypothesis.settings.register_profile(
    "house",
    deadline=None,
    suppress_health_check=[hypothesis.HealthCheck.too_slow, hypothesis.HealthCheck.data_too_large],
)
hypothesis.settings.load_profile("house")  # a busy machine is no reason to fail


@pytest.fixture(autouse=True)
def own_state(settings, tmp_path, monkeypatch):
    """Files, log and keys of each test are its own, and so are the language and the moment of the last id."""
    key_store.cache_clear()
    monkeypatch.setattr(ids, "_last", 0)
    settings.FILES_STORE = str(tmp_path / "files")
    settings.LOG_TILES = tmp_path / "log"
    settings.KEYS_HOME = tmp_path / "keys"
    translation.deactivate()
    yield
    translation.deactivate()


FOLDERS = ("KEYS_HOME", "FILES_STORE", "LOG_TILES")
_after: dict = {}


@pytest.fixture
def country(request, country_once, db) -> Country:
    """Three bodies founded in 2019, everybody appointed, seals and personal certificates issued."""
    from lienthong.ground.signatures import queries

    queries.forget()
    with_shop = "shop" in request.fixturenames
    yield request.getfixturevalue("shop_laid")[0] if with_shop else _as_country(country_once.lay())
    queries.forget()


@pytest.fixture(scope="session")
def country_once(django_db_setup, django_db_blocker, tmp_path_factory):
    """The country as rows, files and objects, made by the actions once a process."""
    from lienthong.ground.signatures import queries

    home = tmp_path_factory.mktemp("country")
    with django_db_blocker.unblock(), override_settings(**{name: home / name for name in FOLDERS}):
        key_store.cache_clear()
        queries.forget()
        snapshot = snapshots.take(lambda: _parts(found_country(SINCE)), folders=FOLDERS)
        key_store.cache_clear()
        queries.forget()
    return snapshot


@pytest.fixture
def country_after(country_once, db):
    """`country_after(deeds)`: the country after `deeds(country)`, which are done once a process; instead of `country`."""
    from lienthong.ground.signatures import queries

    def done(deeds):
        country = _as_country(country_once.lay())
        deeds(country)
        return _parts(country)

    def laid(deeds) -> Country:
        queries.forget()
        if deeds not in _after:
            _after[deeds] = snapshots.take(lambda: done(deeds), folders=FOLDERS)
            queries.forget()
        return _as_country(_after[deeds].lay())

    yield laid
    queries.forget()


def _parts(country: Country) -> list:
    """What the country holds, without this file's own classes: pickle would look for them in another copy of it."""
    return [(each.body, each.unit, each.mandates) for each in (country.ministry, country.other, country.province)]


def _as_country(parts: list) -> Country:
    return Country(*(Office(*part) for part in parts), since=SINCE)


def found_country(since: datetime) -> Country:
    """The same country, founded by the actions at another moment."""
    from lienthong.ground.organisations.states import BodyKind
    from lienthong.ground.signatures import actions as signatures

    signatures.set_up_authority(now=since)
    offices = [
        _office("Bộ Tài chính", "BTC", BodyKind.MINISTRY, "G12", since, 1),
        _office("Bộ Tư pháp", "BTP", BodyKind.MINISTRY, "G15", since, 2),
        _office("Ủy ban nhân dân tỉnh Nghệ An", "UBND", BodyKind.PROVINCE, "H41", since, 3),
    ]
    return Country(*offices, since=since)


def _office(name: str, abbreviation: str, kind, code: str, since: datetime, number: int) -> Office:
    from lienthong.ground.identity.models import Account
    from lienthong.ground.mandates import actions as mandates
    from lienthong.ground.mandates.states import Capacity, Role
    from lienthong.ground.organisations import actions
    from lienthong.ground.organisations.naming import Naming
    from lienthong.ground.organisations.states import CodeScheme, Rank
    from lienthong.ground.signatures import actions as signatures

    on = date(2019, 3, 12)
    body = actions.found_body(
        name=Naming(name, name, abbreviation), kind=kind, on=on, by=None, now=since, codes={CodeScheme.DECISION20: code}
    )
    unit = actions.found_unit(
        body=body, name=Naming("Văn phòng", "Office", "VP"), on=on, by=None, now=since, code=f"{code}.01"
    )
    signatures.issue_seal(body_id=body.pk, name=body.name_vi, code=body.code, by=None, now=since)
    office = Office(body, unit)
    posts = {
        Role.LEADER: ("Thủ trưởng", Rank.LEADER, None),
        Role.HEAD_OF_UNIT: ("Chánh Văn phòng", Rank.HEAD_OF_UNIT, unit),
        Role.SPECIALIST: ("Chuyên viên", Rank.SPECIALIST, unit),
        Role.CLERK: ("Văn thư", Rank.CLERK, unit),
        Role.RECORDS_KEEPER: ("Lưu trữ viên", Rank.RECORDS_KEEPER, unit),
        Role.AUDITOR: ("Thanh tra viên", Rank.AUDITOR, None),
        Role.ONE_STOP: ("Cán bộ Một cửa", Rank.ONE_STOP, unit),
    }
    for role, (title, rank, where) in posts.items():
        post = actions.found_post(body=body, title=Naming(title), rank=rank, on=on, by=None, now=since, unit=where)
        person = Account.objects.create_user(f"{role}.{number}@lienthong.example", f"Người Thử {role} {number}")
        capacity = Capacity.TM if role == Role.LEADER and code.startswith("H") else Capacity.OWN
        office.mandates[role.value] = mandates.appoint(
            account=person,
            post=post,
            role=role,
            source="Quyết định thử",
            valid_from=since,
            by=None,
            now=since,
            capacity=capacity,
        )
        if role in {Role.LEADER, Role.HEAD_OF_UNIT}:
            signatures.issue_personal(
                account_id=person.pk, name=person.full_name, title=title, by=None, now=since, organisation=name
            )
    return office


def issued(country, *, text="Kính đề nghị quý cơ quan phối hợp thực hiện.", hour="09:00"):
    """A document of the ministry to the other two, signed, numbered and sealed."""
    from lienthong.records.documents import actions as documents
    from lienthong.records.documents.actions.drafting import Address

    ministry = country.ministry
    draft = documents.draft(
        kind="cong_van",
        subject="V/v phối hợp liên thông dữ liệu",
        text=text,
        by=ministry.specialist,
        now=at(hour),
        signer=ministry.leader,
    )
    documents.set_recipients(
        document=draft,
        addresses=[Address(country.other.body), Address(country.province.body)],
        by=ministry.specialist,
        now=at(hour),
    )
    documents.submit(document=draft, by=ministry.specialist, now=at(hour))
    documents.sign(document=draft, by=ministry.leader, now=at("09:10"))
    documents.reserve_number(document=draft, by=ministry.clerk, now=at("09:20"))
    documents.number(document=draft, by=ministry.clerk, now=at("09:20"))
    return documents.seal(document=draft, by=ministry.clerk, now=at("09:21"))


@dataclass
class Shop:
    """The province of the country with a one-stop desk: procedures published, offered, and people in every part."""

    office: Office
    desk: object
    division: object
    receiver: object
    officer: object
    chief: object
    leader: object
    citizen: object
    offerings: dict = field(default_factory=dict)


NUMBER = "001190012345"
"""Of the shop's citizen."""


@pytest.fixture
def shop(country, shop_laid) -> Shop:
    """The licensing division decides; the centre receives. The exchange of a driving licence is offered."""
    return shop_laid[1]


@pytest.fixture
def shop_laid(shop_once, db) -> tuple[Country, Shop]:
    """The country with its shop, from the snapshot."""
    parts, held = shop_once.lay()
    country = _as_country(parts)
    return country, Shop(country.province, **held)


@pytest.fixture(scope="session")
def shop_once(country_once, django_db_blocker, tmp_path_factory):
    """The shop as rows, files and objects on top of the country, made by the actions once a process."""
    from dataclasses import fields

    from lienthong.ground.signatures import queries

    def done():
        country = _as_country(country_once.lay())
        shop = found_shop(country)
        held = {each.name: getattr(shop, each.name) for each in fields(shop) if each.name != "office"}
        return _parts(country), held

    home = tmp_path_factory.mktemp("shop")
    with django_db_blocker.unblock(), override_settings(**{name: home / name for name in FOLDERS}):
        key_store.cache_clear()
        queries.forget()
        snapshot = snapshots.take(done, folders=FOLDERS)
        key_store.cache_clear()
        queries.forget()
    return snapshot


def found_shop(country, *, number: str = NUMBER) -> Shop:
    """The shop, founded by the actions in any such country."""
    from lienthong.ground.identity import actions as identity
    from lienthong.ground.identity.models import Account
    from lienthong.ground.identity.states import AccountLevel, Proof
    from lienthong.ground.mandates import actions as mandates
    from lienthong.ground.mandates.states import Capacity, Role
    from lienthong.ground.organisations import actions
    from lienthong.ground.organisations.naming import Naming
    from lienthong.ground.organisations.states import Rank
    from lienthong.ground.signatures import actions as signatures

    body, since = country.province.body, country.since
    on = date(2019, 3, 12)

    def unit(name, abbreviation, number):
        naming = Naming(name, "", abbreviation)
        return actions.found_unit(body=body, name=naming, on=on, by=None, now=since, code=f"{body.code}.{number}")

    def person(name, rank, role, where):
        post = actions.found_post(body=body, title=Naming(name), rank=rank, on=on, by=None, now=since, unit=where)
        account = Account.objects.create_user(f"{role}.{where.pk}@lienthong.example", f"Người Thử {name}")
        held = {"account": account, "post": post, "role": role, "source": "Quyết định thử", "valid_from": since}
        return mandates.appoint(**held, by=None, now=since, capacity=Capacity.OWN)

    desk, division = unit("Trung tâm Phục vụ hành chính công", "HCC", "06"), unit("Phòng Sát hạch", "GPLX", "07")
    shop = Shop(
        office=country.province,
        desk=desk,
        division=division,
        receiver=person("Cán bộ Một cửa", Rank.ONE_STOP, Role.ONE_STOP, desk),
        officer=person("Chuyên viên sát hạch", Rank.SPECIALIST, Role.SPECIALIST, division),
        chief=person("Trưởng phòng", Rank.HEAD_OF_UNIT, Role.HEAD_OF_UNIT, division),
        leader=country.province.leader,
        citizen=Account.objects.create_user("cong.dan@lienthong.example", "Nguyễn Thị Minh Anh"),
    )
    identity.identify(
        account=shop.citizen,
        number=number,
        level=AccountLevel.TWO,
        way=Proof.NATIONAL_ID,
        evidence="thử",
        by=None,
        now=since,
    )
    chief = shop.chief
    signatures.issue_personal(
        account_id=chief.account_id, name=chief.account.full_name, title=chief.post.title_vi, by=None, now=since
    )
    shop.offerings["doi_giay_phep_lai_xe"] = offered(shop, "doi_giay_phep_lai_xe", owner=country.ministry.body)
    return shop


def offered(shop, key: str, *, owner):
    """A package that comes with the product, published by `owner` and offered by the shop; first its linked ones."""
    from lienthong.work.services import actions as services
    from lienthong.work.services import packages

    now = at("08:00", day=date(2026, 3, 2))
    package = packages.read_shipped(key)
    for link in package.links:
        if link.procedure not in shop.offerings:
            shop.offerings[link.procedure] = offered(shop, link.procedure, owner=owner)
    version = services.publish(key=key, package=package, owner=owner, by=None, now=now)
    units = {each["code"]: shop.division for each in package.plain["procedure"]["units"] if each["role"] != "receives"}
    return services.offer(
        procedure=version.procedure, body=shop.office.body, receiving_unit=shop.desk, units=units, by=None, now=now
    )


ANSWERS = {
    "applicant": {
        "full_name": "Nguyễn Thị Minh Anh", "identity_number": NUMBER, "born_on": "1990-05-02",
        "residence": "Phường 5, Hà Nội",
    },
    "licence": {
        "on_record": True, "withheld": False, "licence_class": "b", "licence_number": "010170000001",
        "valid_until": "2027-05-20",
    },
    "reason": {"reason": "ending"},
    "health": {"health_on_record": True},
    "filing": {"channel": "online", "delivery": "post"},
    "posting": {
        "post_to": "Nguyễn Thị Minh Anh",
        "post_phone": "+84912345678",
        "post_address": "Số 12 đường Nguyễn Huệ, Hà Nội",
    },
}  # fmt: skip
"""A whole application to exchange a licence of class B that ends soon."""


def drafted(shop, *, hour="09:00", day=MONDAY.date(), answers=ANSWERS, number=NUMBER):
    """An application with every page answered, still a draft; without a number the person says who it is."""
    from lienthong.work.services import actions as services
    from lienthong.work.services.actions.applying import Whom
    from lienthong.work.services.states import Channel

    now = at(hour, day=day)
    whom = Whom(number, "Nguyễn Thị Minh Anh")
    offering = shop.offerings["doi_giay_phep_lai_xe"]
    draft = services.begin(offering=offering, whom=whom, by=shop.citizen, now=now, channel=Channel.ONLINE)
    for page, given in answers.items():
        services.answer(application=draft, page=page, given=given, by=shop.citizen, now=now)
    return draft


def submitted(shop, *, hour="09:00", day=MONDAY.date(), answers=ANSWERS, paid=True):
    """A dossier at the one-stop desk."""
    from lienthong.work.onestop import actions

    draft = drafted(shop, hour=hour, day=day, answers=answers)
    dossier = actions.submit_dossier(application=draft, by=shop.citizen, now=at(hour, day=day))
    if paid:
        dossier = actions.pay(dossier=dossier, reference="LTTEST", by=None, now=at(hour, day=day))
    return dossier


@dataclass
class Keeper:
    """The ministry that keeps the registers of people and licences, and two of its officials."""

    body: object
    specialist: object
    clerk: object


@pytest.fixture
def second(keeper):
    """Another official of the ministry, who confirms what the specialist proposes to correct."""
    from lienthong.ground.identity.models import Account
    from lienthong.ground.mandates.models import Mandate

    account = Account.objects.create_user("bca.hai@lienthong.example", "Người Thử thứ hai BCA")
    held = {"post": keeper.specialist.post, "role": "specialist", "source": "Quyết định thử", "valid_from": SINCE}
    return Mandate.objects.create(account=account, **held)


@pytest.fixture
def keeper(shop) -> Keeper:
    """Bộ Công an, which has the shop's citizen in its registers, with a licence of class B that ends soon."""
    from lienthong.ground.mandates.models import Mandate
    from lienthong.ground.organisations import actions
    from lienthong.ground.organisations.naming import Naming
    from lienthong.ground.organisations.states import BodyKind
    from lienthong.ground.signatures import actions as signatures
    from lienthong.kit.text import fold, sort_key
    from lienthong.records.registers.models import DrivingLicence, Person

    on, name = date(2019, 3, 12), shop.citizen.full_name
    naming = Naming("Bộ Công an", "Ministry of Public Security", "BCA")
    body = actions.found_body(name=naming, kind=BodyKind.MINISTRY, on=on, by=None, now=SINCE)
    signatures.issue_seal(body_id=body.pk, name=body.name_vi, code="", by=None, now=SINCE)
    known = Person.objects.create(
        number=NUMBER, full_name=name, folded=fold(name), sort_key=sort_key(name), sex=2, born_on=date(1990, 5, 2),
        birth_place_code="001", residence="Phường 5, Hà Nội", residence_code="01", synthetic=True, changed_at=SINCE,
    )  # fmt: skip
    DrivingLicence.objects.create(
        person=known, licence_class="b", number="010170000001", issued_on=date(2017, 1, 10), changed_at=SINCE,
        valid_until=date(2027, 1, 10), issuer="Cục Cảnh sát giao thông", card_serial="AA0001",
    )  # fmt: skip

    def official(role):
        from lienthong.ground.identity.models import Account

        post = actions.found_post(body=body, title=Naming("Cán bộ"), rank=role, on=on, by=None, now=SINCE)
        account = Account.objects.create_user(f"bca.{role}@lienthong.example", f"Người Thử {role} BCA")
        held = {"account": account, "post": post, "role": role, "source": "Quyết định thử", "valid_from": SINCE}
        return Mandate.objects.create(**held)

    return Keeper(body, official("specialist"), official("clerk"))


def read_for(shop, *, answers=ANSWERS):
    """A draft of the shop's citizen for which the registers were read, its own pages answered."""
    from lienthong.work.services import actions

    draft = drafted(shop, answers=answers)
    return actions.read_registers(application=draft, by=shop.citizen, now=at("09:00"))
