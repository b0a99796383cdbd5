"""The demonstration's stage: the bodies in their order, and in each the people whom the story needs."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from uuid import UUID

from django.db.models import Exists, OuterRef
from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from lienthong.ground.identity.models import Account
from lienthong.ground.mandates.models import Mandate
from lienthong.ground.mandates.states import Role
from lienthong.ground.organisations import queries
from lienthong.ground.organisations.models import Body
from lienthong.ground.organisations.states import BodyKind, Rank
from lienthong.kit import clock

WELL_KNOWN = [
    "Văn phòng Chính phủ",
    "Bộ Tài chính",
    "Bộ Tư pháp",
    "Bộ Giao thông vận tải",
    "Ủy ban nhân dân thành phố Hà Nội",
    "Ủy ban nhân dân Thành phố Hồ Chí Minh",
    "Ủy ban nhân dân thành phố Đà Nẵng",
    "Ủy ban nhân dân tỉnh Nghệ An",
]
"""What most people look for first, by name and in this order."""

PARTS: list[tuple[Role, Promise]] = [
    (Role.CLERK, _("Nhận, vào sổ, cấp số, đóng dấu, gửi đi")),
    (Role.HEAD_OF_UNIT, _("Giao việc, soạn, xem và ký thừa lệnh")),
    (Role.LEADER, _("Xem văn bản chờ ký và ký")),
    (Role.ONE_STOP, _("Tiếp nhận hồ sơ của công dân và trả kết quả")),
    (Role.RECORDS_KEEPER, _("Giữ sổ và hồ sơ")),
    (Role.AUDITOR, _("Xem được mọi việc, không sửa được gì")),
]
COMMITTEES = ("Ủy ban nhân dân tỉnh ", "Ủy ban nhân dân thành phố ", "Ủy ban nhân dân Thành phố ")
"""What sixty-three names begin with; under a heading that says so, the place alone is quicker to read."""

FIRST_OF_ROLE = {Rank.LEADER: 0, Rank.OFFICE_CHIEF: 0}


@dataclass(frozen=True)
class Line:
    """One body of the list: its whole name, and the short one that is shown under the heading."""

    body: Body

    @property
    def name(self) -> str:
        """In the language of the page."""
        return (self.body.name_en if get_language() == "en" else "") or self.body.name_vi

    @property
    def short(self) -> str:
        """`An Giang` for the people's committee of that province."""
        for beginning in COMMITTEES:
            if self.name.startswith(beginning):
                return self.name.removeprefix(beginning)
        return self.name


@dataclass(frozen=True)
class Part:
    """One person on the stage: who, in which post, and what that role does."""

    account: Account
    mandate: Mandate | None
    title: str
    does: str | Promise

    @property
    def mandate_id(self) -> UUID | None:
        """The mandate to act under; an outsider has none."""
        return self.mandate.pk if self.mandate else None


@dataclass(frozen=True)
class Cast:
    """Whom the story names, and everybody else."""

    named: list[Part]
    others: list[Part]


def bodies(now: datetime, words: str = "") -> list[Body]:
    """The bodies of today in Vietnamese order, found without tones."""
    return list(queries.directory(clock.local(now).date(), words))


def by_kind(found: Iterable[Body]) -> list[tuple[str, list[Line]]]:
    """In groups, in the order of the State; inside a group the order stays."""
    order = BodyKind.values
    ranked = sorted(found, key=lambda body: order.index(body.kind))
    groups = groupby(ranked, key=lambda body: body.kind)
    return [(_heading(kind), [Line(body) for body in group]) for kind, group in groups]


def _heading(kind: str) -> str:
    committees = {BodyKind.PROVINCE: _("Ủy ban nhân dân tỉnh"), BodyKind.PROVINCE_CITY: _("Ủy ban nhân dân thành phố")}
    return str(committees.get(BodyKind(kind)) or BodyKind(kind).label)


def well_known(found: Iterable[Body]) -> list[Line]:
    """Those of the list that exist."""
    named = {body.name_vi.casefold(): body for body in found}
    return [Line(named[name.casefold()]) for name in WELL_KNOWN if name.casefold() in named]


def cast(body: Body, now: datetime) -> Cast:
    """Who can be played in this body; three queries."""
    held = Mandate.objects.in_force_at(now).filter(post__body=body, account__synthetic=True, account__is_active=True)
    mandates = sorted(held.with_people(), key=lambda mandate: FIRST_OF_ROLE.get(Rank(mandate.post.rank), 1))
    firsts = [(_first(mandates, role), does) for role, does in PARTS]
    named = [_part(mandate, does) for mandate, does in firsts if mandate is not None]
    taken = {part.mandate_id for part in named}
    others = [_part(mandate, "") for mandate in mandates if mandate.pk not in taken]
    return Cast(named=[*named, *outsider(now)], others=sorted(others, key=lambda part: part.account.sort_key))


def outsider(now: datetime) -> list[Part]:
    """Somebody with an account and no post at all: what a stranger sees."""
    employed = Mandate.objects.in_force_at(now).filter(account=OuterRef("pk"))
    found = Account.objects.filter(~Exists(employed), synthetic=True, is_active=True).order_by("created_at", "id")[:1]
    return [Part(account, None, str(_("Người ngoài")), _("Có tài khoản, không giữ chức vụ nào")) for account in found]


def _first(mandates: list[Mandate], role: Role) -> Mandate | None:
    return next((mandate for mandate in mandates if mandate.role == role), None)


def _part(mandate: Mandate, does: str | Promise) -> Part:
    english = mandate.post.title_en if get_language() == "en" else ""
    return Part(mandate.account, mandate, english or mandate.post.title_vi, does)
