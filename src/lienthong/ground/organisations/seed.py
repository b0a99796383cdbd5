"""The directory a new installation opens with: the 95 bodies of 2019, their codes, the provinces by date; and, for the
demonstration, units and posts that every body of its kind could have. Written in bulk; each call is harmless twice.
"""

import csv
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from importlib.resources import files
from typing import Any

from lienthong.ground.journal import actions as journal
from lienthong.ground.organisations.models import Body, Code, Name, Parentage, Place, Post, Unit
from lienthong.ground.organisations.naming import Naming
from lienthong.ground.organisations.reorganisation import By
from lienthong.ground.organisations.states import BodyKind, CodeScheme, Rank
from lienthong.kit.text import sort_key

OPENED_ON = date(2019, 3, 12)
"""The national document exchange opened on this day; nothing older is claimed."""

DECISION20_FROM = date(2020, 9, 15)
"""Decision 20/2020/QĐ-TTg in force."""

_ROWS_AT_ONCE = 2000


@dataclass(frozen=True)
class UnitShape:
    """A unit every body of a kind has, and the posts in it besides its head."""

    vi: str
    en: str
    abbreviation: str
    posts: tuple[Rank, ...] = ()
    head: Rank = Rank.HEAD_OF_UNIT


TITLES = {
    Rank.LEADER: Naming("Thủ trưởng cơ quan", "Head of the body"),
    Rank.DEPUTY_LEADER: Naming("Phó Thủ trưởng cơ quan", "Deputy head of the body"),
    Rank.OFFICE_CHIEF: Naming("Chánh Văn phòng", "Chief of office"),
    Rank.HEAD_OF_UNIT: Naming("Trưởng đơn vị", "Head of unit"),
    Rank.DEPUTY_HEAD: Naming("Phó trưởng đơn vị", "Deputy head of unit"),
    Rank.SPECIALIST: Naming("Chuyên viên", "Specialist"),
    Rank.CLERK: Naming("Văn thư cơ quan", "Records clerk"),
    Rank.ONE_STOP: Naming("Cán bộ Một cửa", "One-stop officer"),
    Rank.RECORDS_KEEPER: Naming("Lưu trữ cơ quan", "Records keeper"),
    Rank.AUDITOR: Naming("Kiểm tra viên", "Auditor"),
}
LEADER_TITLES = {
    BodyKind.MINISTRY: (Naming("Bộ trưởng", "Minister"), Naming("Thứ trưởng", "Deputy minister")),
    BodyKind.PROVINCE: (Naming("Chủ tịch", "Chairperson"), Naming("Phó Chủ tịch", "Deputy chairperson")),
    BodyKind.PROVINCE_CITY: (Naming("Chủ tịch", "Chairperson"), Naming("Phó Chủ tịch", "Deputy chairperson")),
    BodyKind.PARTY: (Naming("Chánh Văn phòng", "Chief of the office"), Naming("Phó Chánh Văn phòng", "Deputy chief")),
}
_HEADS = {
    "Ban": Naming("Trưởng ban", "Head of division"),
    "Phòng": Naming("Trưởng phòng", "Head of division"),
    "Sở": Naming("Giám đốc", "Director"),
    "Thanh tra": Naming("Chánh Thanh tra", "Chief inspector"),
    "Tổng cục": Naming("Tổng cục trưởng", "Director general"),
    "Trung tâm": Naming("Giám đốc", "Director"),
    "Vụ": Naming("Vụ trưởng", "Director of department"),
}
"""What the head of such a unit is called, as it is printed below a signature."""

_OFFICE = (Rank.CLERK, Rank.RECORDS_KEEPER)
_MINISTRY = (
    UnitShape("Văn phòng", "Office", "VP", _OFFICE, Rank.OFFICE_CHIEF),
    UnitShape("Vụ Tổ chức cán bộ", "Department of Personnel", "TCCB", (Rank.SPECIALIST,)),
    UnitShape("Vụ Pháp chế", "Department of Legal Affairs", "PC", (Rank.SPECIALIST,)),
    UnitShape("Vụ Kế hoạch - Tài chính", "Department of Planning and Finance", "KHTC", (Rank.SPECIALIST,)),
    UnitShape("Thanh tra", "Inspectorate", "TTr", (Rank.AUDITOR,)),
)
_PROVINCE = (
    UnitShape("Văn phòng Ủy ban nhân dân", "Office of the People's Committee", "VP", _OFFICE, Rank.OFFICE_CHIEF),
    UnitShape("Sở Nội vụ", "Department of Home Affairs", "SNV", (Rank.SPECIALIST,)),
    UnitShape("Sở Tài chính", "Department of Finance", "STC", (Rank.SPECIALIST,)),
    UnitShape("Sở Tư pháp", "Department of Justice", "STP", (Rank.SPECIALIST,)),
    UnitShape("Thanh tra", "Inspectorate", "TTr", (Rank.AUDITOR,)),
    UnitShape(
        "Trung tâm Phục vụ hành chính công",
        "Public Administration Service Centre",
        "HCC",
        (Rank.ONE_STOP, Rank.ONE_STOP),
    ),
    UnitShape("Phòng Quản lý sát hạch và giấy phép lái xe", "Driver Licensing Division", "GPLX", (Rank.SPECIALIST,)),
)
_AGENCY = (
    UnitShape("Văn phòng", "Office", "VP", _OFFICE, Rank.OFFICE_CHIEF),
    UnitShape("Ban Tổ chức cán bộ", "Personnel Division", "TCCB", (Rank.SPECIALIST,)),
    UnitShape("Ban Kế hoạch - Tài chính", "Planning and Finance Division", "KHTC", (Rank.SPECIALIST,)),
    UnitShape("Ban Kiểm tra", "Inspection Division", "KT", (Rank.AUDITOR,)),
)
_CENTRAL_OFFICE = (
    UnitShape("Vụ Hành chính", "Department of Administration", "HC", _OFFICE, Rank.OFFICE_CHIEF),
    UnitShape("Vụ Tổng hợp", "General Department", "TH", (Rank.SPECIALIST,)),
    UnitShape("Vụ Tổ chức cán bộ", "Department of Personnel", "TCCB", (Rank.SPECIALIST,)),
    UnitShape("Vụ Kiểm tra", "Department of Inspection", "KT", (Rank.AUDITOR,)),
)
_SHAPES = {
    BodyKind.MINISTRY: _MINISTRY,
    BodyKind.MINISTERIAL_AGENCY: _MINISTRY,
    BodyKind.GOVERNMENT_ATTACHED: _AGENCY,
    BodyKind.OTHER_CENTRAL: _AGENCY,
    BodyKind.PROVINCE: _PROVINCE,
    BodyKind.PROVINCE_CITY: _PROVINCE,
    BodyKind.PARTY: _CENTRAL_OFFICE,
}
_OFFICES_OF_THE_CENTRE = {"VPCP"}
_TAXATION = UnitShape("Tổng cục Thuế", "General Department of Taxation", "TCT", (Rank.SPECIALIST,))


def directory(now: datetime, by: By = None) -> list[Body]:
    """Found the bodies of 2019 with their names, codes and the provinces by date; returns the bodies that exist.

    Blank codes get none: such a body is addressed by its id.
    """
    if Body.objects.exists():
        return list(Body.objects.in_vietnamese_order())
    rows = [row for row in _table("agencies.csv") if row["among_the_95"] == "yes"]
    bodies = Body.objects.bulk_create(_body(row) for row in rows)
    pairs = list(zip(bodies, rows, strict=True))
    Name.objects.bulk_create(Name(body=body, valid_from=OPENED_ON, **_naming(row).fact()) for body, row in pairs)
    Code.objects.bulk_create(code for body, row in pairs for code in _codes_of_body(body, row))
    Place.objects.bulk_create(_place(row) for row in _table("places.csv"))
    said = ({"name": body.name_vi, "on": OPENED_ON} for body in bodies)
    _journal("organisations.body.founded", bodies, said, by=by, now=now)
    return list(Body.objects.in_vietnamese_order())


def units_and_posts(bodies: Iterable[Body], now: datetime, by: By = None) -> None:
    """Give each body that has no unit yet the units and posts of its kind, synthetic but likely; no persons."""
    furnished = set(Unit.objects.values_list("body_id", flat=True))
    bare = [body for body in bodies if body.id not in furnished]
    places = [(body, shape, _unit(body, shape)) for body in bare for shape in _shapes(body)]
    Unit.objects.bulk_create([unit for _body, _shape, unit in places], _ROWS_AT_ONCE)
    Name.objects.bulk_create([_unit_name(unit, shape) for _body, shape, unit in places], _ROWS_AT_ONCE)
    Parentage.objects.bulk_create(
        [Parentage(unit=unit, parent_body=body, within=body, valid_from=OPENED_ON) for body, _shape, unit in places],
        _ROWS_AT_ONCE,
    )
    Code.objects.bulk_create([code for _b, _s, unit in places for code in _codes_of_unit(unit)], _ROWS_AT_ONCE)
    Post.objects.bulk_create([post for body in bare for post in _posts_at_the_head(body)], _ROWS_AT_ONCE)
    Post.objects.bulk_create([post for _b, shape, unit in places for post in _posts_in(unit, shape)], _ROWS_AT_ONCE)
    said = ({"name": body.name_vi, "units": len(_shapes(body))} for body in bare)
    _journal("organisations.body.organised", bare, said, by=by, now=now)


def _table(name: str) -> list[dict[str, str]]:
    text = (files("lienthong.ground.organisations") / "data" / name).read_text("utf-8")
    return list(csv.DictReader(text.splitlines()))


def _journal(verb: str, bodies: Sequence[Body], said: Iterable[dict[str, Any]], *, by: By, now: datetime) -> None:
    pairs = zip(bodies, said, strict=True)
    journal.record_many(journal.compose(verb, body, by=by, at=now, body=words) for body, words in pairs)


def _naming(row: dict[str, str]) -> Naming:
    return Naming(row["vi_name"], row["en_name"], row["abbreviation"])


def _body(row: dict[str, str]) -> Body:
    return Body(kind=row["kind"], established_on=OPENED_ON, code=row["code"], **_naming(row).cached())


def _codes_of_body(body: Body, row: dict[str, str]) -> Iterable[Code]:
    if row["code"]:
        yield Code(body=body, scheme=CodeScheme.DECISION20, value=row["code"], valid_from=DECISION20_FROM)
        yield Code(body=body, scheme=CodeScheme.QCVN102, value=f"000.00.00.{row['code']}", valid_from=OPENED_ON)
    if row["gso_province_code"]:
        yield Code(body=body, scheme=CodeScheme.GSO, value=row["gso_province_code"], valid_from=OPENED_ON)
        yield Code(body=body, scheme=CodeScheme.PIN, value=row["pin_birth_code"], valid_from=OPENED_ON)


def _place(row: dict[str, str]) -> Place:
    return Place(
        code=row["code"],
        name_vi=row["name_vi"],
        name_en=row["name_en"],
        is_city=row["is_city"] == "yes",
        sort_key=sort_key(row["name_vi"]),
        valid_from=date.fromisoformat(row["valid_from"]),
        valid_until=date.fromisoformat(row["valid_until"]) if row["valid_until"] else None,
    )


def _shapes(body: Body) -> tuple[UnitShape, ...]:
    """The units of a body of this kind. Finance has its General Department of Taxation, the example of the standard."""
    if body.abbreviation in _OFFICES_OF_THE_CENTRE:
        return _CENTRAL_OFFICE
    shapes = _SHAPES[BodyKind(body.kind)]
    return (*shapes, _TAXATION) if body.code == "G12" else shapes


def _unit(body: Body, shape: UnitShape) -> Unit:
    code = f"{body.code}.{_number(body, shape):02d}" if body.code else ""
    naming = Naming(shape.vi, shape.en, shape.abbreviation)
    return Unit(body=body, established_on=OPENED_ON, code=code, **naming.cached())


def _number(body: Body, shape: UnitShape) -> int:
    """The place of a unit in its body; 18 for Taxation, as in QCVN 102:2016."""
    return 18 if shape is _TAXATION else _shapes(body).index(shape) + 1


def _unit_name(unit: Unit, shape: UnitShape) -> Name:
    return Name(unit=unit, valid_from=OPENED_ON, **Naming(shape.vi, shape.en, shape.abbreviation).fact())


def _codes_of_unit(unit: Unit) -> Iterable[Code]:
    """Both styles, as two rows: below level 1 nothing is derived from the other style when it is read."""
    if unit.code:
        body, number = unit.code.split(".")
        yield Code(unit=unit, scheme=CodeScheme.DECISION20, value=unit.code, valid_from=DECISION20_FROM)
        yield Code(unit=unit, scheme=CodeScheme.QCVN102, value=f"000.00.{number}.{body}", valid_from=OPENED_ON)


def _posts_at_the_head(body: Body) -> Iterable[Post]:
    fallback = (TITLES[Rank.LEADER], TITLES[Rank.DEPUTY_LEADER])
    titles = LEADER_TITLES.get(BodyKind(body.kind), fallback)
    for rank, title in zip((Rank.LEADER, Rank.DEPUTY_LEADER), titles, strict=True):
        yield Post(body=body, rank=rank, established_on=OPENED_ON, **title.title())


def _posts_in(unit: Unit, shape: UnitShape) -> Iterable[Post]:
    for rank in (shape.head, *shape.posts):
        title = _head_of(shape) if rank is Rank.HEAD_OF_UNIT else TITLES[rank]
        yield Post(body=unit.body, unit=unit, rank=rank, established_on=OPENED_ON, **title.title())


def _head_of(shape: UnitShape) -> Naming:
    """By the kind of unit, with which its name begins; what is no such kind has a head of unit."""
    return next((head for kind, head in _HEADS.items() if shape.vi.startswith(f"{kind} ") or shape.vi == kind),
                TITLES[Rank.HEAD_OF_UNIT])  # fmt: skip
