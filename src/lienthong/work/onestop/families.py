"""Dossiers that were handed in together: what each does, where it stands, what it waits for, and in which words."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop

from lienthong.ground.mandates.models import Mandate
from lienthong.kit.clock import local
from lienthong.work.onestop.models import Dossier, Event, Link
from lienthong.work.onestop.states import PAUSED, Kind
from lienthong.work.onestop.timing import RECEIVE_WITHIN_HOURS
from lienthong.work.services import linked, planning, telling
from lienthong.work.services.expressions import saying
from lienthong.work.services.expressions.saying import in_language
from lienthong.work.services.packages import Package
from lienthong.work.services.states import Purpose


@dataclass(frozen=True)
class Member:
    """One of them; of the lead the task is empty. `waits` = what of the lead's result it cannot begin without."""

    dossier: Dossier
    task: str
    waits: tuple[str, ...]

    @property
    def is_lead(self) -> bool:
        """Do the others wait for this one?"""
        return not self.task

    @property
    def awaits(self) -> bool:
        """Does it wait now?"""
        return self.dossier.awaits_since is not None

    @property
    def status(self) -> str:
        """Where it stands, in the reader's language."""
        return _("Chờ kết quả của thủ tục chủ trì") if self.awaits else self.dossier.status_word


@dataclass(frozen=True)
class Family:
    """All that were handed in together, the lead first."""

    members: tuple[Member, ...]

    @property
    def lead(self) -> Dossier:
        """The lead's dossier."""
        return self.members[0].dossier

    @property
    def waiting(self) -> list[Member]:
        """Those that wait now."""
        return [each for each in self.members if each.awaits]

    def of(self, dossier: Dossier) -> Member:
        """The place of one of them."""
        return next(each for each in self.members if each.dossier.pk == dossier.pk)


def family_of(dossier: Dossier) -> Family | None:
    """The family of a dossier; None when it was handed in alone. One query."""
    mine = Link.objects.filter(Q(lead=dossier.pk) | Q(dossier=dossier.pk)).values("lead")
    ways = [f"{side}__{name}" for side in ("lead", "dossier") for name in ("unit", "body", "procedure")]
    links = list(Link.objects.filter(lead__in=mine).select_related(*ways).order_by("dossier__code"))
    if not links:
        return None
    lead = links[0].lead
    return Family((Member(lead, "", ()), *(_member(each) for each in links)))


def _member(link: Link) -> Member:
    package = link.lead.version.package
    found = next(each for each in package.links if each.name == link.name)
    return Member(link.dossier, planning.task_of(found), planning.waits_of(package, found))


def readable(family: Family | None, mandate: Mandate) -> set[UUID]:
    """Which of them this official may open; one query."""
    if family is None:
        return set()
    members = [each.dossier.pk for each in family.members]
    return set(Dossier.objects.readable_by(mandate).filter(pk__in=members).values_list("pk", flat=True))


def waiting_for(lead: Dossier) -> list[Dossier]:
    """What waits for the result of this dossier now; one query."""
    return [each.dossier for each in lead.links.waiting().select_related("dossier").order_by("dossier__code")]


def going_on_at(lead: Dossier, unit_id: UUID) -> list[Dossier]:
    """What was handed in with a dossier at this very unit, waits for nothing, and owes nothing; one query."""
    links = lead.links.filter(dossier__awaits_since__isnull=True, dossier__receiving_unit=unit_id, dossier__fee=0)
    return [each.dossier for each in links.select_related("dossier").order_by("dossier__code")]


def why_none(family: Family | None, dossier: Dossier) -> list[str]:
    """Why a dossier that waits has no date; nothing for one that does not wait."""
    if family is None or dossier.awaits_since is None:
        return []
    return expectation(family, family.of(dossier))


def expectation(family: Family, member: Member) -> list[str]:
    """Why one that waits has no date yet, and what comes first, sentence by sentence."""
    lead = family.lead
    words = {"what": ", ".join(member.waits), "code": lead.code}
    first = _("Chưa có ngày hẹn: việc này chờ %(what)s, có trong kết quả của hồ sơ chủ trì %(code)s.") % words
    then = _("Khi có, đồng hồ bắt đầu: cơ quan tiếp nhận trong %(hours)s giờ làm việc và hẹn ngày trả.")
    return [first, _of_lead(lead), then % {"hours": RECEIVE_WITHIN_HOURS}]


def _of_lead(lead: Dossier) -> str:
    if lead.status in PAUSED:
        return _("Hồ sơ chủ trì đang dừng, chờ người nộp; ngày hẹn của nó tính lại sau đó.")
    if lead.due_at is None:
        return _("Hồ sơ chủ trì đang chờ tiếp nhận.")
    words = _("Hồ sơ chủ trì hẹn trả %(at)s.")
    if lead.apologised_at is not None:
        words = _("Cơ quan đã xin lỗi vì chậm; hồ sơ chủ trì hẹn lại đến %(at)s.")
    return words % {"at": f"{local(lead.due_at):%H:%M %d/%m/%Y}"}


def begun(event: Event) -> str:
    """From when the clock of one that waited counts."""
    words = _("Đồng hồ bắt đầu lúc %(at)s, khi có kết quả của hồ sơ chủ trì %(code)s.")
    return words % {"at": f"{local(event.at):%H:%M %d/%m/%Y}", "code": event.details["lead_code"]}


_ENDED = {
    Kind.REFUSED: gettext_lazy("Hồ sơ chủ trì %(code)s không được tiếp nhận, nên việc này không có gì để làm tiếp."),
    Kind.STOPPED: gettext_lazy("Hồ sơ chủ trì %(code)s đã dừng xử lý, nên việc này không có gì để làm tiếp."),
    Kind.WITHDRAWN: gettext_lazy("Hồ sơ chủ trì %(code)s đã được rút, nên việc này không có gì để làm tiếp."),
    Kind.DECIDED: gettext_lazy("Hồ sơ chủ trì %(code)s bị từ chối, nên việc này không có gì để làm tiếp."),
}
LEAD_ENDS = tuple(_ENDED)
"""How a lead can end without a result that others wait for; a decision when it is a refusal."""


def because(details: Mapping[str, Any]) -> str:
    """Why one that waited ended, in the reader's language."""
    return str(_ENDED[Kind(details["why"])]) % {"code": details["lead_code"]}


def last_end(lead: Dossier) -> Event:
    """The event with which a lead ended."""
    return lead.events.filter(kind__in=LEAD_ENDS).latest("seq")


@dataclass(frozen=True)
class Correction:
    """What a supplement of the lead changed here; `changes` and `open` in sentences.

    `kept` = the result was decided before, and stays as it was signed.
    """

    at: datetime
    lead_code: str
    changes: tuple[str, ...]
    open: tuple[str, ...]
    kept: bool


def corrections(dossier: Dossier, events: Iterable[Event]) -> list[Correction]:
    """Every correction that came from the lead, the latest first, in the reader's language."""
    package = dossier.version.package
    found = [_correction(package, each) for each in events if each.kind == Kind.LEAD_CORRECTED]
    return found[::-1]


def _correction(package: Package, event: Event) -> Correction:
    said = event.details
    changes = [_change(package, name, each) for name, each in said["answers"].items()]
    papers = [_paper(package, each) for each in dict.fromkeys(each["paper"] for each in said["files"])]
    changes += [_("Giấy tờ mới: %(name)s") % {"name": each} for each in papers]
    return Correction(event.at, said["lead_code"], tuple(changes), tuple(still_open(package, said)), said["kept"])


def _paper(package: Package, code: str) -> str:
    return telling.name_of(package, Purpose.PAPERS, code)


def _change(package: Package, name: str, said: Mapping[str, Any]) -> str:
    question = package.questions[name]
    words = {"name": in_language(question.plain["text"])}
    words |= {side: telling.answer_words(question, said[side]) for side in ("from", "to")}
    return _("“%(name)s”: %(from)s → %(to)s") % words


def still_open(package: Package, said: Mapping[str, Any]) -> Iterator[str]:
    """What a correction left to be done or to be looked at, in sentences."""
    if said["kept"]:
        yield _("Kết quả đã ký giữ nguyên; cơ quan đã ký xem có phải sửa hoặc thu hồi không.")
    if not said["chosen"]:
        yield _("Theo câu trả lời mới, hồ sơ chủ trì không còn chọn việc này.")
    if missing := [in_language(package.questions[name].plain["text"]) for name in said.get("missing", [])]:
        yield _("Còn phải trả lời: %(names)s") % {"names": "; ".join(missing)}
    if papers := [_paper(package, code) for code in said.get("papers", [])]:
        yield _("Còn thiếu giấy tờ: %(names)s") % {"names": "; ".join(papers)}
    if said.get("refused"):
        yield _("Theo câu trả lời mới, chưa đủ điều kiện của thủ tục này.")
    for name, each in said.get("turned", {}).items():
        words = {side: _turned(package, name, each[side]) for side in ("from", "to")}
        yield _(_TURNED[name]) % words


_TURNED = {
    "fee": gettext_noop("Phí, lệ phí theo câu trả lời mới là %(to)s, đã tính %(from)s."),
    "unit": gettext_noop("Nơi giải quyết theo câu trả lời mới là %(to)s, đang ở %(from)s."),
    "time": gettext_noop("Thời hạn theo câu trả lời mới là %(to)s, đã hẹn theo %(from)s."),
}
_PURPOSES = {"unit": Purpose.ROUTE, "time": Purpose.DEADLINE}


def _turned(package: Package, name: str, value: Any) -> str:
    if value is None:
        return _("chưa biết")
    return f"{saying.value(value)} đ" if name == "fee" else telling.name_of(package, _PURPOSES[name], value)


@dataclass(frozen=True)
class Told:
    """One linked dossier that a supplement of the lead corrected, and what is still open there."""

    dossier: Dossier
    open: tuple[str, ...]


def told_of(events: Iterable[Event], family: Family | None) -> list[Told]:
    """What the latest supplement of the lead changed in others: to whom, and what is still to be supplied to each."""
    supplied = [each.details.get("linked", []) for each in events if each.kind == Kind.SUPPLIED]
    if family is None or not supplied:
        return []
    members = {str(each.dossier.pk): each.dossier for each in family.members}
    found = [(members[each["dossier"]], each) for each in supplied[-1] if each["dossier"] in members]
    return [Told(one, tuple(still_open(one.version.package, said))) for one, said in found]


def taking(lead: Dossier) -> dict[str, list[str]]:
    """Question of the lead -> what takes it over, as `code · name`; one query, none where nothing is linked."""
    found: dict[str, list[str]] = {}
    for link in lead.links.select_related("dossier__application").order_by("dossier__code"):
        joined = linked.joined_by(lead.application, link.name, link.dossier.application)
        for question in filter(joined.taking, lead.version.package.questions):
            found.setdefault(question, []).append(f"{link.dossier.code} · {link.dossier.version.name}")
    return found
